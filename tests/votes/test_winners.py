"""Who won, by whatever word."""

import pytest
from tests.votes.reading_files import HEADER, read_text

from benchbook.errors import Malformed
from benchbook.votes.reading.nouns import Mapping


@pytest.mark.parametrize(
    ("word", "winner"),
    [
        ("model_a", "model_a"),
        ("Model A", "model_a"),
        ("A", "model_a"),
        ("left", "model_a"),
        ("1", "model_a"),
        (" first ", "model_a"),
        ("1.0", "model_a"),
        ("2.00", "model_b"),
        ("model_b", "model_b"),
        ("RIGHT", "model_b"),
        ("second", "model_b"),
        ("tie", "tie"),
        ("draw", "tie"),
        ("tie (neither)", "tie"),
        ("both_bad", "both_bad"),
        ("tie (bothbad)", "both_bad"),
        ("Both bad", "both_bad"),
        ("neither", "both_bad"),
        ("acme/one", "model_a"),
        ("beta", "model_b"),
    ],
)
def test_a_winner_is_a_side_a_tie_both_bad_or_a_model(tmp_path, word, winner):
    assert read_text(tmp_path, f"{HEADER}acme/one,beta,{word}\n").of("winner") == [(winner,)]


def test_a_winner_may_be_called_by_its_column(tmp_path):
    said = Mapping(model_a="new", model_b="old", winner="better")
    found = read_text(tmp_path, "new,old,better\nx,y,New\nx,y,old\nold,new,new\n", mapping=said)
    assert found.of("row", "winner") == [(1, "model_a"), (2, "model_b")]
    assert found.reasons == {3: "winner 'new' may mean a side or a model"}


def test_a_name_of_another_row_is_no_winner(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,x\nz,w,x\n")
    assert found.reasons == {2: "winner 'x' is neither side, a tie nor both bad"}


def test_a_word_that_is_a_side_and_the_other_model_is_refused(tmp_path):
    found = read_text(tmp_path, HEADER + "B,A,A\nA,B,A\nA,B,b\nleft,right,right\n")
    assert found.of("row", "winner") == [(2, "model_a"), (3, "model_b"), (4, "model_b")]
    assert found.reasons == {1: "winner 'A' may mean a side or a model"}


def test_a_minus_is_no_decoration(tmp_path):
    assert read_text(tmp_path, HEADER + "x,y,a\nx,y,-a\n").reasons == {
        2: "winner '-a' is neither side, a tie nor both bad"
    }


@pytest.mark.parametrize("other", ["0", "-1", "3", "0.5"])
def test_numbers_other_than_1_and_2_leave_open_what_1_means(tmp_path, other):
    with pytest.raises(Malformed, match=rf"found the numbers .*{other}"):
        read_text(tmp_path, f"{HEADER}x,y,1\nx,y,{other}\n")


def test_models_called_by_numbers_may_win_by_them(tmp_path):
    assert read_text(tmp_path, HEADER + "7,8,7\n8,9,9\n").of("winner") == [("model_a",), ("model_b",)]


def test_a_file_none_of_whose_winners_is_understood_is_refused_as_a_whole(tmp_path):
    with pytest.raises(Malformed) as raised:
        read_text(tmp_path, HEADER + "x,y,great\nx,y,poor\nx,y,\n")
    assert raised.value.sentence == (
        "votes, at column winner: expected model_a, model_b, tie or both_bad, left or right, or a model's name,"
        " found 'great', 'poor'"
    )
    with pytest.raises(Malformed, match="found nothing"):
        read_text(tmp_path, HEADER + "x,y,\n")


def test_one_understood_winner_makes_the_others_single_rows(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,great\n" * 3 + "x,y,a\n")
    assert list(found.reasons) == [1, 2, 3]


@pytest.mark.parametrize(
    ("column", "value", "flag"),
    [
        ("names_visible", "true", "names_visible"),
        ("names_visible", "no", None),
        ("anony", "False", "names_visible"),
        ("anony", "1", None),
        ("blind", "", None),
    ],
)
def test_votes_that_saw_the_names_are_flagged_and_kept(tmp_path, column, value, flag):
    assert read_text(tmp_path, f"model_a,model_b,winner,{column}\nx,y,a,{value}\n").of("flag") == [(flag,)]


def test_whether_names_were_seen_must_be_true_or_false(tmp_path):
    found = read_text(tmp_path, "model_a,model_b,winner,anony\nx,y,a,perhaps\nx,y,a,true\n")
    assert found.reasons == {1: "anony 'perhaps' is neither true nor false"}


HOT = "model_a,model_b,winner_model_a,winner_model_b,winner_tie\n"


def test_columns_of_outcomes_may_hold_whole_figures_and_no_other_words(tmp_path):
    found = read_text(tmp_path, f"{HOT}x,y,1.0,0.0,0.0\nx,y,0.0,,1.0\nx,y,1,maybe,0\n")
    assert found.of("winner") == [("model_a",), ("tie",)]
    assert found.reasons == {3: "winner_model_b 'maybe' is neither true nor false"}


def test_columns_of_outcomes_none_of_which_is_understood_refuse_the_file(tmp_path):
    expected = "true in one of winner_model_a, winner_model_b, winner_tie and false in the others, found '0.7'"
    with pytest.raises(Malformed, match=expected):
        read_text(tmp_path, f"{HOT}x,y,0.7,0.2,0.1\n")


def test_figures_0_and_1_may_mean_either(tmp_path):
    with pytest.raises(Malformed, match=r"found the numbers 0, 1"):
        read_text(tmp_path, f"{HEADER}x,y,0.0\nx,y,1.0\n")
