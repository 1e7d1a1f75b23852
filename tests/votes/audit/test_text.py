"""An audit in words, and as JSON."""

import json
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace as changed
from simulated import audit, fake_wins, join, loyal_to, reversed_by, votes, without

from benchbook.store.voting import StoredBatch
from benchbook.votes.audit import audit_lines
from benchbook.votes.audit.findings import LOOK, SUSPICIOUS, Check, Detail
from benchbook.votes.audit.verdicts import in_words, points_in_words, share_in_words, strongest, verdict, verdicts_of
from benchbook.wording import counted

WIDTH = 110


@pytest.fixture(scope="module")
def troubled():
    """An audit that finds nearly everything."""
    judged = reversed_by(loyal_to(votes(3, 40_000, left=20.0, shown_left=(2, 0.9), late=(4, 80)), 7, 0.1), 5)
    judged = fake_wins(judged, int(np.argmin(np.bincount(judged.first))), 300)
    judged = join(judged, judged.only(np.arange(len(judged)) < 1_500))
    flag = np.where(np.arange(len(judged)) % 11 == 0, 0, -1).astype(np.int8)
    return audit(replace(judged, flag=flag))


def test_every_line_fits_a_terminal(troubled):
    lines = list(audit_lines(troubled))
    assert max(map(len, lines)) <= WIDTH
    assert all(line == line.rstrip() for line in lines)


def test_every_check_has_its_verdict_and_every_suspicion_its_table_and_its_rule(troubled):
    text = "\n".join(audit_lines(troubled))
    for finding in troubled.findings:
        assert f"{finding.verdict:<11} {finding.title}" in text
        stands_out = finding.verdict in {"look", "suspicious"}
        assert (f"\n  {finding.title}: look" in text) == stands_out, finding.title
    for title in (
        "Votes of one voter on a day",
        "Without one voter",
        "The votes without which",
        "Voters with the most repeated votes",
        "Days that stand out",
        "Voters who judge one model unlike the ratings",
        "Models with loyal voters",
        "Voters who do not follow the ratings",
        "Models rated otherwise late",
        "Models shown on one side more often",
    ):
        assert title in text, title


def test_one_vote_is_told_as_one(troubled):
    for count, told in ((1, "1 says that both were bad and rates nobody"), (2, "2 say that both were bad and rate")):
        text = "\n".join(audit_lines(changed(troubled, contents=changed(troubled.contents, both_bad=count))))
        assert told in text


def test_it_says_that_a_figure_does_not_tell_its_cause(troubled):
    assert "the votes do not say which" in " ".join("\n".join(audit_lines(troubled)).split())


def test_nobody_is_accused(troubled):
    text = "\n".join(audit_lines(troubled)).lower()
    assert [word for word in ("cheat", "fraud", "fake", "manipulat", "attack", "spam", "guilty") if word in text] == []


def test_what_is_unknown_is_said_to_be_unknown():
    found = audit(without(votes(1, 2_000), "voter", "prompt", "time", "left"))
    lines = list(audit_lines(found))
    assert lines[:2] == ["mine, overall: 2,000 votes, by voters unknown, on 20 models", "  none tells when it was cast"]
    assert sum(line.startswith("unknown ") for line in lines) == 10


def test_what_never_came_in_is_told():
    batch = StoredBatch(
        id=1,
        arena="mine",
        recorded_at=None,
        origin="votes.csv",
        rows=9,
        votes=2,
        flagged=0,
        repeated=3,
        conflicting=1,
        rejected=3,
        reasons={"the winner is neither side": 2, "a model against itself": 1},
    )
    found = audit(votes(1, 2_000), batches=[batch, changed(batch, reasons={"a model against itself": 4})])
    assert found.contents.rejected == {"a model against itself": 5, "the winner is neither side": 2}
    assert (found.contents.repeated, found.contents.conflicting) == (6, 2)
    told = "of the whole arena not taken in: 6 came again; 2 came again with another content; 5 a model against itself"
    assert any(told in line for line in audit_lines(found))


def test_json_has_every_field(troubled):
    document = json.loads(msgspec.json.encode(troubled))
    assert set(document) == set(troubled.__struct_fields__)
    for name in document:
        part = getattr(troubled, name)
        if isinstance(part, Detail):
            assert set(document[name]) == set(part.__struct_fields__)
    assert all(
        set(part["finding"]) == {*FIELDS} for part in document.values() if isinstance(part, dict) and "finding" in part
    )


FIELDS = ("check", "title", "verdict", "sentence", "rule", "figure", "std_error", "expected", "unit", "chance")


def test_the_strongest_verdict_stands_for_all(troubled):
    assert troubled.verdict == "suspicious"
    assert strongest([None, "fine", "look"]) == "look"
    assert strongest([None]) == "fine"


def test_verdicts_are_by_chance_and_by_size():
    assert verdict(LOOK) == "fine"
    assert verdict(LOOK / 2) == "look"
    assert verdict(SUSPICIOUS) == "look"
    assert verdict(SUSPICIOUS / 2) == "suspicious"
    assert verdict(SUSPICIOUS / 2, is_large=False) == "look"
    assert verdict(0.0, matters=False) == "fine"
    assert verdicts_of([0.5, 0.005], [True, True]) == ["fine", "look"]


def test_a_check_that_knows_too_little_gives_no_figure():
    unknown = Check("side", "Side", "points", "look: always").unknown("too few")
    assert (unknown.verdict, unknown.figure, unknown.unit, unknown.sentence) == (None, None, None, "too few")


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "p 1"),
        (0.034, "p 0.034"),
        (0.001, "p 0.001"),
        (4e-5, "p < 1e-4"),
        (1e-30, "p < 1e-30"),
        (0.0, "p < 1e-99"),
    ],
)
def test_chances_in_words(chance, words):
    assert in_words(chance) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 5, "0 %"), (5, 5, "100 %"), (1, 8, "12 %"), (1, 80, "1.2 %"), (1, 3_000, "0.033 %"), (0, 0, "0 %")],
)
def test_shares_in_words(part, whole, words):
    assert share_in_words(part, whole) == words


def test_points_and_numbers_in_words():
    assert (points_in_words(13.66), points_in_words(-2.0)) == ("+13.7", "\N{MINUS SIGN}2.0")
    assert (counted(1, "vote"), counted(1_200, "vote"), counted(2, "entry", "entries")) == (
        "1 vote",
        "1,200 votes",
        "2 entries",
    )
