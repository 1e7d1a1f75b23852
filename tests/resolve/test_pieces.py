"""Pieces: where a name is cut, and what each piece is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.resolve import packaged_facts
from benchbook.resolve.pieces import Cutter

CUTTER = Cutter(packaged_facts().vocabulary)


def cut(text):
    return [(piece.kind, piece.value) for piece in CUTTER.cut(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Zorvex 2", [("word", "zorvex"), ("number", "2")]),
        ("zorvex2", [("word", "zorvex"), ("number", "2")]),
        ("Zorvex 2.5", [("word", "zorvex"), ("number", "2.5")]),
        ("Zorvex v2.5", [("word", "zorvex"), ("version", "2.5")]),
        ("Zorvex v2p5", [("word", "zorvex"), ("version", "2.5")]),
        ("Zorvex 70B", [("word", "zorvex"), ("size", "70b")]),
        ("Zorvex 8x22b", [("word", "zorvex"), ("size", "8x22b")]),
        ("Zorvex 1.2b", [("word", "zorvex"), ("size", "1.2b")]),
        ("Zorvex 1T", [("word", "zorvex"), ("size", "1t")]),
        ("Zorvex E4B", [("word", "zorvex"), ("size", "e4b")]),
        ("Zorvex 128E", [("word", "zorvex"), ("size", "128e")]),
        ("Zorvex A22B", [("word", "zorvex"), ("active", "a22b")]),
        ("Zorvex 80BA3B", [("word", "zorvex"), ("size", "80b"), ("active", "a3b")]),
        ("Zorvex 80B-A3B", [("word", "zorvex"), ("size", "80b"), ("active", "a3b")]),
        ("Zorvex 128k", [("word", "zorvex"), ("context", "128k")]),
        ("Zorvex 2509", [("word", "zorvex"), ("date", "2509")]),
        ("Zorvex v0929", [("word", "zorvex"), ("date", "v0929")]),
        ("Zorvex 2599", [("word", "zorvex"), ("number", "2599")]),
        ("Zorvex Sep", [("word", "zorvex"), ("month", "sep")]),
        ("Sep '25", [("month", "sep"), ("year", "25")]),
        ("Mar' 25", [("month", "mar"), ("year", "25")]),
        ("Sep \u201925", [("month", "sep"), ("year", "25")]),
        ("R+", [("word", "r"), ("tier", "plus")]),
        ("Zorvex Mini", [("word", "zorvex"), ("tier", "mini")]),
        ("zorvex_coder", [("word", "zorvex"), ("purpose", "coder")]),
        ("Zorvex Thinking", [("word", "zorvex"), ("reasoning", "thinking")]),
        ("Zorvex Instruct", [("word", "zorvex"), ("instruct", "instruct")]),
        ("Zorvex it", [("word", "zorvex"), ("tuned", "it")]),
        ("Zorvex Preview", [("word", "zorvex"), ("stage", "preview")]),
        ("Zorvex exp", [("word", "zorvex"), ("stage", "experimental")]),
        ("zorvex-fp8", [("word", "zorvex"), ("quantisation", "fp8")]),
        ("zorvex free", [("word", "zorvex"), ("offering", "free")]),
        ("zorvex high", [("word", "zorvex"), ("maybe-effort", "high")]),
        ("Zorvex Max Effort", [("word", "zorvex"), ("effort", "max")]),
        ("zorvex-non-reasoning", [("word", "zorvex"), ("mode", "non-reasoning")]),
        ("Zorvex Adaptive Reasoning", [("word", "zorvex"), ("mode", "adaptive")]),
        ("", []),
        ("--- (()) ,,", []),
    ],
)
def test_every_kind_of_piece(text, pieces):
    assert cut(text) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ZorvexSmall", [("word", "zorvex"), ("tier", "small")]),
        ("CodeFast", [("purpose", "code"), ("tier", "fast")]),
        ("3Nano", [("number", "3"), ("tier", "nano")]),
        ("2.5Flash", [("number", "2.5"), ("tier", "flash")]),
        ("ZorvexNext", [("word", "zorvexnext")]),
        ("DeepZorvex", [("word", "deepzorvex")]),
        ("zorvexsmall", [("word", "zorvexsmall")]),
        ("ZORVEX", [("word", "zorvex")]),
        ("ChatGPT", [("word", "chatgpt")]),
        ("MiniMax", [("word", "minimax")]),
    ],
)
def test_words_run_together_are_divided_at_known_words_alone(text, pieces):
    assert cut(text) == pieces


def test_pieces_remember_what_stood_before_them():
    assert [piece.gap for piece in CUTTER.cut("zorvex2-mini (4)")] == ["", "", "-", " ("]
    assert [piece.gap for piece in CUTTER.cut("-zorvex2 mini")] == ["-", "", " "]


@given(st.text(max_size=60))
def test_cutting_any_text_is_repeatable_and_keeps_no_empty_piece(text):
    pieces = CUTTER.cut(text)
    assert pieces == Cutter(packaged_facts().vocabulary).cut(text)
    assert all(piece.value for piece in pieces)
