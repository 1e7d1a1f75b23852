"""Answers that tell what model they are of, and answers that only speak of models."""

import json

import pyarrow as pa
import pytest
from tests.votes.reading_files import json_lines, read_table, read_text

from benchbook.votes.reading.self_naming import name_themselves, names_itself

CLAIMS = [
    "I am Claude, an AI assistant made by Anthropic.",
    "Hello! I'm ChatGPT.",
    "i am chatgpt",
    "I am GPT-4. How can I help?",
    "I am GPT-4.1, and",
    "My name is Gemini",
    "You can call me Grok!",
    "I'm DeepSeek-R1, hi",
    "As ChatGPT, I cannot do that.",
    "As an AI language model developed by OpenAI, I do not have feelings.",
    "I am a large language model, trained by Google.",
    "I was created by Anthropic to be helpful.",
    "I've been trained by the researchers at Mistral AI",
    "I'm an AI assistant called Grok",
    "I am Claude 3.5 Sonnet and",
    "I\N{RIGHT SINGLE QUOTATION MARK}m Qwen, created by Alibaba Cloud",
    "I am Llama 3.1 70B Instruct",
    "As a language model trained by OpenAI, I",
    "Sure \N{EM DASH} I'm Mistral Large.",
    "Thanks.\n\nI am Kimi\n",
    "I am Open Assistant, here to help.",
]
OTHERS = [
    "I am happy to help",
    "I am Claude Monet, and I paint water lilies.",
    "I am a Gemini, born in June",
    'He typed "I am ChatGPT" and left.',
    "Model A says: \N{LEFT DOUBLE QUOTATION MARK}Hello! I am Claude.\N{RIGHT DOUBLE QUOTATION MARK} Model B does not.",
    "> I am ChatGPT, made by OpenAI\n\nThis was a quotation.",
    "```\nprint('I am Gemini')\n```",
    "Print `I am Gemini` to the screen.",
    "I'm Claude's biggest fan",
    "I am Gemini-powered",
    "GPT-4 is better than Claude as a coder",
    "Gmail is developed by Google.",
    "As GPT-4 shows, models improve.",
    "As Google said, I agree.",
    "I am using a phone made by Google",
    "I am comparing Claude and Gemini",
    "I am sorry, but Google Docs cannot do that.",
    "Miami am Claude",
    "",
]


@pytest.mark.parametrize("text", CLAIMS)
def test_an_answer_that_claims_to_be_a_model_is_seen(text):
    assert names_itself(text)
    assert name_themselves(pa.array([text, None])).tolist() == [True, False]


@pytest.mark.parametrize("text", OTHERS)
def test_an_answer_that_speaks_of_models_or_quotes_one_is_not(text):
    assert not names_itself(text)
    assert name_themselves(pa.array([text])).tolist() == [False]


def turns(*said):
    return [{"role": role, "content": text} for role, text in said]


CONVERSATIONS = [
    (turns(("user", "I am Claude."), ("assistant", "Hello Claude!")), False),
    (turns(("user", "Who are you?"), ("assistant", "I'm Claude.")), True),
    (turns(("user", "a"), ("assistant", "b"), ("user", "Who?"), ("assistant", "I am ChatGPT.\nReally.")), True),
    ([], False),
    (None, False),
]


@pytest.mark.parametrize("write", [json_lines, None], ids=["JSON Lines", "Parquet"])
def test_only_what_the_model_said_counts(tmp_path, write):
    rows = [
        {"model_a": "x", "model_b": "y", "winner": "a", "conversation_a": [], "conversation_b": conversation}
        for conversation, _ in CONVERSATIONS
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("model_a", "model_b", "winner")]
        + [
            (name, pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])))
            for name in ("conversation_a", "conversation_b")
        ]
    )
    found = read_text(tmp_path, write(rows)) if write else read_table(tmp_path, pa.Table.from_pylist(rows, schema))
    assert [flag for (flag,) in found.of("flag")] == ["self_named" if named else None for _, named in CONVERSATIONS]


def test_conversations_may_be_written_as_json_in_a_cell():
    texts = [json.dumps(conversation) for conversation, _ in CONVERSATIONS] + [
        '["ok", "I am ChatGPT."]',
        "[I am ChatGPT.",
    ]
    named = [named for _, named in CONVERSATIONS] + [True, True]
    assert name_themselves(pa.array(texts)).tolist() == named
    assert name_themselves(pa.array(texts).dictionary_encode()).tolist() == named


ANSWERS = [
    ("I am ChatGPT.", True),
    ("I\N{RIGHT SINGLE QUOTATION MARK}m Claude.", True),
    ("Hello,\nI am Claude\nand glad", True),
    ('She said "I am Claude." to me', False),
    ("I am well", False),
]


@pytest.mark.parametrize("write", [json_lines, json.dumps], ids=["JSON Lines", "a JSON list"])
@pytest.mark.parametrize("said", [lambda text: text, lambda text: [text], lambda text: turns(("assistant", text))])
def test_an_answer_in_json_is_what_it_says_and_not_how_it_is_written(tmp_path, write, said):
    rows = [
        {"model_a": "x", "model_b": "y", "winner": "a", "response_a": said(text), "response_b": None}
        for text, _ in ANSWERS
    ]
    flags = read_text(tmp_path, write(rows)).of("flag")
    assert [flag == "self_named" for (flag,) in flags] == [named for _, named in ANSWERS]


def test_a_vote_that_saw_names_and_had_one_told_has_seen_them(tmp_path):
    rows = "x,y,a,false,I am ChatGPT.,no\nx,y,a,true,no,I am ChatGPT.\n"
    assert read_text(tmp_path, "model_a,model_b,winner,anony,response_a,response_b\n" + rows).of("flag") == [
        ("names_visible",),
        ("self_named",),
    ]


def test_what_an_answer_says_is_kept_nowhere(tmp_path):
    text = "model_a,model_b,winner,response_a,response_b\nx,y,a,I am ChatGPT.,no\nx,x,a,I am ChatGPT.,no\n"
    found = read_text(tmp_path, text)
    assert "ChatGPT" not in repr([found.votes, found.rejected, found.notes])


@pytest.mark.parametrize("text", ['"' * 99_999 + "I am ", "as I am " * 20_000, "“" * 50_000, "I'm a " + "x-" * 50_000])
def test_no_answer_takes_long(text):
    assert not names_itself(text + "nothing")
