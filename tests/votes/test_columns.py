"""Which columns are read as what, whatever they are called."""

from pathlib import Path

import pyarrow as pa
import pytest
from tests.votes.reading_files import HEADER, json_lines, read, read_table, read_text

from benchbook.errors import FactsError, Malformed
from benchbook.resolve.facts import decode_facts
from benchbook.votes.reading.facts import FILE, VoteFacts, folded, vote_facts
from benchbook.votes.reading.files import identifiers
from benchbook.votes.reading.nouns import Mapping

PAIRWISE = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "pairwise" / "llmfao.csv"


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("model_a,model_b,winner", "x,y,a", ("x", "y", "model_a")),
        ("Model A,Model B,Winner", "x,y,model_b", ("x", "y", "model_b")),
        (" model-1 ,model-2,RESULT", "x,y,1", ("x", "y", "model_a")),
        ("a,b,outcome", "x,y,draw", ("x", "y", "tie")),
        ("system_a,system_b,verdict", "x,y,neither", ("x", "y", "both_bad")),
        ("left,right,winner", "x,y,right", ("x", "y", "model_b")),
        ("player_1,player_2,preference", "x,y,y", ("x", "y", "model_b")),
        ("winner,loser", "x,y", ("x", "y", "model_a")),
        ("chosen_model,rejected_model", "x,y", ("x", "y", "model_a")),
        ("model_a,model_b,winner_model_a,winner_model_b,winner_tie", "x,y,0,0,1", ("x", "y", "tie")),
        ("model_a,model_b,winner_a,winner_b,winner_tie,winner_both_bad", "x,y,0,0,0,1", ("x", "y", "both_bad")),
    ],
)
def test_models_and_winners_are_found_by_what_they_are_usually_called(tmp_path, header, row, expected):
    assert read_text(tmp_path, f"{header}\n{row}\n").of("model_a", "model_b", "winner") == [expected]


def test_a_winner_called_so_comes_before_columns_of_outcomes_and_these_before_vaguer_words(tmp_path):
    header, row = "model_a,model_b,winner_model_a,winner_model_b,", "x,y,0,1,"
    assert read_text(tmp_path, f"{header}winner\n{row}tie\n").of("winner") == [("tie",)]
    assert read_text(tmp_path, f"{header}label\n{row}tie\n").of("winner") == [("model_b",)]


def test_whether_names_were_seen_may_be_said_by_any_column(tmp_path):
    text = "model_a,model_b,winner,open,blind\nx,y,a,true,true\nx,y,a,false,false\n"
    flags = [
        [flag for (flag,) in read_text(tmp_path, text, mapping=Mapping(names_visible=said)).of("flag")]
        for said in ("open", "blind", "")
    ]
    assert flags == [["names_visible", None], [None, "names_visible"], [None, None]]


@pytest.mark.parametrize(
    ("column", "value", "part", "expected"),
    [
        ("vote_id", "q", "vote_id", "q"),
        ("battle_id", "q", "vote_id", "q"),
        ("judge", "anna", "voter", "anna"),
        ("worker", "7", "voter", "7"),
        ("user_id", "u", "voter", "u"),
        ("evaluation_session_id", "s", "voter", "s"),
        ("tournament_id", "t", "tournament", "t"),
        ("prompt_id", "p-1", "prompt", "p-1"),
        ("prompt", "8", "prompt", "8"),
        ("category", " web design ", "category", "web design"),
        ("side", "right", "side", "right"),
    ],
)
def test_what_else_is_told_of_a_vote_is_found_too(tmp_path, column, value, part, expected):
    found = read_text(tmp_path, f"model_a,model_b,winner,{column}\nx,y,model_a,{value}\n")
    assert found.of(part) == [(expected,)]
    assert f"{column} (" in found.notes[0]


def test_other_columns_are_named_and_left_alone(tmp_path):
    found = read_text(tmp_path, "model_a,model_b,winner,language,turn\nx,y,a,en,1\n")
    assert found.notes == ["read: model_a and model_b (models), winner (winner)", "not read: language, turn"]


def test_the_text_of_a_prompt_is_not_kept_and_tells_prompts_apart_all_the_same(tmp_path):
    found = read_text(
        tmp_path, "model_a,model_b,winner,prompt\nx,y,a,What is this?\nx,y,a,What is that?\nx,y,b,What is this?\n"
    )
    prompts = [prompt for (prompt,) in found.of("prompt")]
    assert prompts[0] == prompts[2] != prompts[1]
    assert all(prompt.startswith("text:") and "What" not in prompt for prompt in prompts)


# --- a person's word -------------------------------------------------------------------------


def test_a_person_may_say_which_columns_they_are(tmp_path):
    said = Mapping(model_a="one", model_b="two", winner="who", vote_id="nr", voter="", cast_at="at", category="what")
    text = "one,two,who,nr,voter,at,what,category\nx,y,two,7,anna,2026-01-02,art,code\n"
    found = read_text(tmp_path, text.replace(",two,7", ",b,7"), mapping=said)
    assert found.of("model_a", "winner", "vote_id", "voter", "category") == [("x", "model_b", "7", None, "art")]


def test_one_category_may_be_said_for_all_rows(tmp_path):
    text = "model_a,model_b,winner,category\nx,y,a,code\n"
    assert read_text(tmp_path, text, category=" art ").of("category") == [("art",)]


@pytest.mark.parametrize("category", ["", " ", "overall", "Overall", "a\nb", "x" * 201])
def test_a_category_that_is_none_is_refused(tmp_path, category):
    with pytest.raises(Malformed, match="free text of 1 to 200 characters other than overall"):
        read_text(tmp_path, HEADER + "x,y,a\n", category=category)


def test_the_category_that_means_all_votes_is_no_vote_s_own(tmp_path):
    found = read_text(tmp_path, "model_a,model_b,winner,category\nx,y,a,Overall\nx,y,a,\n")
    assert found.reasons == {1: "the category 'overall' means all votes, and none is in it"}
    assert found.of("row", "category") == [(2, None)]


def test_a_column_that_a_person_names_and_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Malformed, match="expected a column 'who', found model_a, model_b, winner"):
        read_text(tmp_path, HEADER + "x,y,a\n", mapping=Mapping(winner="who"))
    with pytest.raises(Malformed, match="--model-a and --model-b together"):
        read_text(tmp_path, HEADER + "x,y,a\n", mapping=Mapping(model_a="model_a"))


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("model_one,model_two,who_won", "--model-a model_one --model-b model_two --winner COLUMN"),
        ("modelA name,modelB name,the winner", "--model-a 'modelA name' --model-b 'modelB name' --winner 'the winner'"),
        ("model_a,model_b,who", "--model-a model_a --model-b model_b --winner COLUMN"),
        ("id,text", "--model-a COLUMN --model-b COLUMN --winner COLUMN or --placement COLUMN for each place"),
        ("x,y,judge", "--model-a COLUMN --model-b COLUMN --winner COLUMN or --placement COLUMN for each place"),
    ],
)
def test_unknown_columns_are_listed_with_a_mapping_to_try(tmp_path, header, hint):
    with pytest.raises(Malformed) as raised:
        read_text(tmp_path, header + "\n" + ",".join("xyz"[: header.count(",") + 1]) + "\n")
    assert f"found {header.replace(',', ', ')}" in raised.value.sentence
    assert raised.value.hint == f"say which they are: {hint}"


# --- ids -------------------------------------------------------------------------------------


def test_a_column_called_id_is_the_vote_s_if_each_row_has_its_own(tmp_path):
    found = read_text(tmp_path, "id,model_a,model_b,winner\n1,x,y,a\n2,x,y,a\n")
    assert found.of("vote_id") == [("1",), ("2",)]
    assert "id is taken for the vote's id: each row has its own" in found.notes


@pytest.mark.parametrize("second", ["1", ""])
def test_a_column_called_id_is_not_the_vote_s_if_rows_share_one_or_lack_it(tmp_path, second):
    found = read_text(tmp_path, f"id,model_a,model_b,winner\n1,x,y,a\n{second},x,y,a\n")
    assert found.of("vote_id") == [(None,), (None,)]
    assert "id is not taken for the vote's id: several rows share one or lack it" in found.notes


def test_rows_far_apart_that_share_an_id_are_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROWS", 10)
    rows = "".join(f"{number % 95},x,y,a\n" for number in range(100))
    assert read_text(tmp_path, "id,model_a,model_b,winner\n" + rows).votes[0]["vote_id"] is None
    monkeypatch.setattr(identifiers, "MOST_LOOKED_AT", 50)
    assert read_text(tmp_path, "id,model_a,model_b,winner\n" + rows).votes[0]["vote_id"] == "0"


def test_questions_asked_many_times_are_prompts_and_not_ids(tmp_path):
    found = read_text(tmp_path, "question_id,model_a,model_b,winner,judge\n81,x,y,a,j1\n81,x,y,b,j2\n")
    assert found.of("vote_id", "prompt", "voter") == [(None, "81", "j1"), (None, "81", "j2")]


def test_a_question_of_its_own_in_each_row_is_the_id_and_the_prompt(tmp_path):
    found = read_text(tmp_path, "question_id,model_a,model_b,winner\nq1,x,y,a\nq2,x,y,b\n")
    assert found.of("vote_id", "prompt", "winner") == [("q1", "q1", "model_a"), ("q2", "q2", "model_b")]


def test_one_column_may_be_said_to_be_several_things(tmp_path):
    said = Mapping(voter="who", category="who", prompt="who")
    found = read_text(tmp_path, "model_a,model_b,winner,who\nx,y,a,ann\nx,y,b,bob\n", mapping=said)
    assert found.of("voter", "category", "prompt") == [("ann", "ann", "ann"), ("bob", "bob", "bob")]


def test_turns_of_one_conversation_are_judged_apart(tmp_path):
    text = "question_id,model_a,model_b,winner,judge,turn\n81,x,y,a,j,1\n81,x,y,b,j,2\n82,x,y,b,j,\n"
    assert read_text(tmp_path, text).of("prompt") == [("81 turn 1",), ("81 turn 2",), ("82",)]
    with_ids = read_text(tmp_path, text.replace("question_id", "vote_id,prompt").replace("\n8", "\n1,8"))
    assert with_ids.votes[0]["prompt"] == "81"


def test_a_person_may_say_that_there_is_no_id(tmp_path):
    text = "id,model_a,model_b,winner\n1,x,y,a\n"
    assert read_text(tmp_path, text, mapping=Mapping(vote_id="")).of("vote_id") == [(None,)]


# --- sides -----------------------------------------------------------------------------------


def test_a_winner_by_side_is_told_by_where_the_models_stood(tmp_path):
    rows = "x,y,left,left\nx,y,left,right\nx,y,right,right\nx,y,model_a,right\nx,y,left,\nx,y,left,top\n"
    found = read_text(tmp_path, "model_a,model_b,winner,side\n" + rows)
    assert found.of("winner", "side") == [
        ("model_a", "left"),
        ("model_b", "right"),
        ("model_a", "right"),
        ("model_a", "right"),
        ("model_a", None),
    ]
    assert found.reasons == {6: "side 'top' is neither left nor right"}


def test_columns_called_left_and_right_tell_the_side(tmp_path):
    found = read_text(tmp_path, "left,right,winner,side\nx,y,left,\nx,y,left,left\nx,y,left,right\n")
    assert found.of("row", "side") == [(1, "left"), (2, "left")]
    assert found.reasons == {3: "side contradicts where the names stood"}


def test_names_shown_beside_the_models_tell_the_side(tmp_path):
    rows = "x,y,left,x,y\nx,y,left,y,x\nx,y,model_a,,\nx,y,model_a,x,z\nx,y,tie,x,y\n"
    found = read_text(tmp_path, "model_a,model_b,winner,left,right\n" + rows)
    assert found.of("row", "winner", "side") == [
        (1, "model_a", "left"),
        (2, "model_b", "right"),
        (3, "model_a", None),
        (5, "tie", "left"),
    ]
    assert found.reasons == {4: "the names shown left and right are not the two models"}


def test_texts_left_and_right_beside_the_models_are_no_names(tmp_path):
    found = read_text(tmp_path, "model_a,model_b,winner,left,right\nx,y,a,an answer,another\n")
    assert found.of("model_a", "side") == [("x", None)]


# --- known sets ------------------------------------------------------------------------------


def test_the_pairwise_file_gives_each_of_its_votes():
    if not PAIRWISE.exists():
        pytest.skip("the shared data is not here")
    found = read(PAIRWISE)
    assert (len(found.votes), found.rejected) == (8931, [])
    assert len({(vote["voter"], vote["prompt"], vote["model_a"], vote["model_b"]) for vote in found.votes}) == 8931
    assert {vote["vote_id"] for vote in found.votes} == {None}
    assert {vote["side"] for vote in found.votes} == {"left"}
    assert len({vote["model_a"] for vote in found.votes} | {vote["model_b"] for vote in found.votes}) == 59
    winners = [vote["winner"] for vote in found.votes]
    assert [winners.count(word) for word in ("model_a", "model_b", "tie")] == [2911, 2549, 3471]
    assert "model_x and model_y hold numbers, so they are not taken for the models' names" in found.notes
    assert "id is not taken for the vote's id: several rows share one or lack it" in found.notes


def test_a_file_made_as_the_pairwise_one_is_read_as_it_is(tmp_path):
    rows = [
        "id,prompt,model_x,model_y,worker,winner,left,right",
        "0,8,97,98,58,tie,Ada L2 70B,Beo 12k",
        "0,8,97,98,83,right,Ada L2 70B,Beo 12k",
        "1,9,98,97,58,left,Beo 12k,Ada L2 70B",
    ]
    found = read_text(tmp_path, "\n".join(rows))
    assert found.of("model_a", "winner", "voter", "prompt", "side", "vote_id") == [
        ("Ada L2 70B", "tie", "58", "8", "left", None),
        ("Ada L2 70B", "model_b", "83", "8", "left", None),
        ("Beo 12k", "model_a", "58", "9", "left", None),
    ]


def test_models_that_are_only_numbers_are_taken_where_there_is_nothing_else(tmp_path):
    assert read_text(tmp_path, "model_x,model_y,winner\n97,98,left\n").of("model_a", "model_b") == [("97", "98")]


def test_battles_of_fastchat_are_read(tmp_path):
    battle = {
        "question_id": "f3c1",
        "model_a": "vicuna-13b",
        "model_b": "koala-13b",
        "winner": "tie (bothbad)",
        "judge": "arena_user_9",
        "conversation_a": [{"content": "hi, I am Claude", "role": "user"}, {"content": "Hello!", "role": "assistant"}],
        "conversation_b": [{"content": "hi", "role": "user"}, {"content": "Hello.", "role": "assistant"}],
        "turn": 1,
        "anony": True,
        "language": "English",
        "tstamp": 1682351621.6934,
    }
    seen = {**battle, "question_id": "f3c2", "anony": False}
    found = read_text(tmp_path, json_lines([battle, seen]))
    assert found.of("vote_id", "winner", "voter", "flag") == [
        ("f3c1", "both_bad", "arena_user_9", None),
        ("f3c2", "both_bad", "arena_user_9", "names_visible"),
    ]
    assert found.votes[0]["cast_at"].isoformat() == "2023-04-24T15:53:41.693400+00:00"


def turns(*said):
    return [{"role": role, "content": [{"type": "text", "text": text, "image": None}]} for role, text in said]


METADATA = {
    "sum_assistant_a_tokens": 10,
    "sum_assistant_b_tokens": 4,
    "header_count_a": {"h1": 1, "h2": 2},
    "header_count_b": {"h1": 0, "h2": 1},
    "list_count_a": {"ordered": 0, "unordered": 0},
    "list_count_b": {"ordered": 3, "unordered": 1},
    "bold_count_a": {"**": 1, "__": None},
    "bold_count_b": {"**": 0, "__": 0},
}
PREFERENCES = [
    {
        "id": f"q{number}",
        "model_a": "x",
        "model_b": "y",
        "winner": winner,
        "evaluation_session_id": "s",
        "evaluation_order": number,
        "conversation_a": turns(("user", "I am ChatGPT"), ("assistant", answer)),
        "conversation_b": turns(("user", "hi"), ("assistant", "Hi.")),
        "conv_metadata": metadata,
        "category_tag": {"math_v0.1": {"math": True}},
        "language": "en",
    }
    for number, (winner, answer, metadata) in enumerate(
        [("model_a", "Hello.", METADATA), ("both_bad", "I'm Claude, made by Anthropic.", None)]
    )
]


@pytest.mark.parametrize("write", [json_lines, None], ids=["JSON Lines", "Parquet"])
def test_preference_sets_of_the_arena_are_read(tmp_path, write):
    text = write(PREFERENCES) if write else None
    found = read_text(tmp_path, text) if text else read_table(tmp_path, pa.Table.from_pylist(PREFERENCES))
    assert found.of("vote_id", "winner", "voter", "category", "flag") == [
        ("q0", "model_a", "s", None, None),
        ("q1", "both_bad", "s", None, "self_named"),
    ]
    assert [vote["covariates"] for vote in found.votes] == [
        [("tokens", 6.0), ("headers", 2.0), ("lists", -4.0), ("bold", 1.0)],
        None,
    ]
    assert "not read: evaluation_order, category_tag, language" in found.notes


def test_one_column_an_outcome_with_the_answers_is_read(tmp_path):
    columns = {
        "id": [1, 2, 3],
        "model_a": ["x", "y", "x"],
        "model_b": ["y", "x", "y"],
        "prompt": ['["what is this?"]', '["b c"]', "[]"],
        "response_a": ['["I am GPT-4, yes"]', '["hello"]', None],
        "response_b": ['["ok"]', '["hello", "it is"]', None],
        "winner_model_a": [1, 0, 0],
        "winner_model_b": [0, 0, 0],
        "winner_tie": [0, 1, 0],
    }
    found = read_table(tmp_path, columns)
    assert found.of("vote_id", "winner", "flag") == [("1", "model_a", "self_named"), ("2", "tie", None)]
    assert found.reasons == {3: "not exactly one of winner_model_a, winner_model_b, winner_tie is true"}


def test_what_was_read_can_be_read_again(tmp_path):
    text = "vote_id,model_a,model_b,winner,anony,time,side,prompt,voter,tournament,category,covariate_len\n"
    rows = "1,x,y,a,true,2026-01-02,left,p,v,t,c,2.5\n2,x,y,tie,false,,,,,,,\n"
    first = read_text(tmp_path, text + rows)
    again = read_table(tmp_path, first.chunks[0].table)
    assert again.votes == first.votes
    assert first.votes[1]["flag"] == "names_visible"
    assert first.votes[0]["covariates"] == [("len", 2.5)]


# --- facts -----------------------------------------------------------------------------------


def test_no_word_means_two_things():
    facts = vote_facts()
    for words in (facts.winners, facts.sides, facts.truths):
        listed = [word for meant in words.values() for word in meant]
        assert len(listed) == len(set(listed))
        assert all(word == folded(word) for word in listed)
    pairs = [*facts.pairs.plain, *facts.pairs.sided, *facts.pairs.decided]
    assert len(pairs) == len(set(pairs))


def test_names_of_columns_stand_as_they_are_compared():
    facts = vote_facts()
    named = [name for names in facts.columns.values() for name in names]
    named += [name for pair in (*facts.pairs.plain, *facts.pairs.sided, *facts.hot.columns) for name in pair]
    named += [name for names in facts.placements.wide for name in names]
    assert [name for name in named if name != folded(name)] == []


def test_a_wrong_file_of_facts_is_told():
    with pytest.raises(FactsError, match="unknown field 'colour'"):
        decode_facts(b'colour = "red"', FILE, VoteFacts)


@pytest.mark.parametrize(
    ("text", "said", "told"),
    [
        (
            "first,second,third,side\nx,y,z,left\n",
            {"side": "side"},
            "two models for --side, found places",
        ),
        ("first,second,third\nx,y,z\n", {"covariates": ("long",)}, "votes between two models for --covariate, found"),
        ("t,v,ranking\n1,2,x>y\n", {"tournament": "t", "vote_id": "v", "placements": ("ranking",)}, "for --vote-id"),
        (
            "tournament,model,place,who\n1,x,1,w\n",
            {"model": "model", "model_a": "who", "winner": "who"},
            "for --model-a, --winner, found places",
        ),
        ("model,place\nx,1\n", {"model": "model", "place": "place"}, "say --tournament, --model and --place together"),
    ],
)
def test_a_column_that_was_named_and_cannot_be_used_is_told(tmp_path, text, said, told):
    with pytest.raises(Malformed, match=told):
        read_text(tmp_path, text, mapping=Mapping(**said))


def test_what_a_file_is_said_not_to_have_is_not_looked_for(tmp_path):
    text = "model_a,model_b,winner,winner_model_a,winner_model_b\nx,y,a,0,1\n"
    assert read_text(tmp_path, text, mapping=Mapping(winner="")).of("winner") == [("model_b",)]
    with pytest.raises(Malformed, match="expected columns of two models and a winner"):
        read_text(tmp_path, HEADER + "x,y,a\n", mapping=Mapping(winner=""))
    places = "first,second,winner\nx,y,y\n"
    assert read_text(tmp_path, places).of("kind", "winner") == [("vote", "model_b")]
    assert read_text(tmp_path, places, mapping=Mapping(model_a="")).of("kind", "winner") == [("placement", "model_a")]


def test_a_model_written_in_two_ways_is_told(tmp_path):
    found = read_text(tmp_path, HEADER + "gpt-4,GPT-4,a\nclaude,gpt-4,b\nClaude,gpt-4,b\nClaude,Claude,b\n")
    assert found.of("model_a") == [("gpt-4",), ("claude",), ("Claude",)]
    assert found.notes[-1] == "names that differ in capital letters alone: claude and Claude, gpt-4 and GPT-4"
    places = read_text(tmp_path, "first,second,third\nx,y,z\ny,X,z\n")
    assert places.notes[-1] == "names that differ in capital letters alone: x and X"
    assert "capital" not in repr(read_text(tmp_path, HEADER + "x,y,a\n").notes)
