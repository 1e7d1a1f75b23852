"""``benchbook votes audit``."""

import random

import pytest


def file_of(path, *, left=0.5, voters=40, number=1_200):
    """A synthetic file of votes, of which the left wins this share."""
    drawn = random.Random(7)
    lines = ["vote_id,model_a,model_b,winner,voter,prompt_id,time,side"]
    for row in range(number):
        a, b = drawn.sample(["acme/one", "birch/two", "cedar/three", "dune/four"], 2)
        winner = "model_a" if drawn.random() < left else "model_b"
        lines.append(
            f"v{row},{a},{b},{winner},voter {row % voters},p{row},2026-03-{1 + row % 28:02}T10:{row % 60:02}:00Z,left"
        )
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def arena(benchbook, tmp_path):
    """Imports such a file."""

    def make(**facts):
        imported = benchbook("votes", "import", file_of(tmp_path / "votes.csv", **facts), "--arena", "mine")
        assert imported.code == 0

    return make


def test_an_audit_is_told_in_words(benchbook, arena):
    arena()
    told = benchbook("votes", "audit", "mine")
    assert told.code == 0
    assert told.out.startswith("mine, overall: 1,200 votes of 40 voters on 4 models\n")
    assert "\nfine        Duplicates           0 votes (0 %) repeat" in told.out
    assert "Votes of one voter on a day" in told.out


def test_an_audit_is_told_to_programs(benchbook, arena):
    arena()
    told = benchbook("votes", "audit", "mine", "--json", "--voter-cap", 20, "--as-of", "2026-03-20").json()
    assert (told["arena"], told["cap"]["cap"], told["as_of"]) == ("mine", 20, "2026-03-20T23:59:59.999999Z")
    assert told["contents"]["days"] == 20


def test_a_verdict_can_fail_a_run(benchbook, arena):
    arena(left=0.7)
    assert benchbook("votes", "audit", "mine").code == 0
    failed = benchbook("votes", "audit", "mine", "--fail-on", "suspicious")
    assert failed.code == 1
    assert "\nsuspicious  Side                 the left is worth +" in failed.out
    assert benchbook("votes", "audit", "mine", "--fail-on", "look").code == 1


def test_honest_votes_fail_nothing(benchbook, arena):
    arena()
    assert benchbook("votes", "audit", "mine", "--fail-on", "suspicious").code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nine"], "no arena 'nine'"),
        (["mine", "--category", "prose"], "no category 'prose'"),
        (["mine", "--as-of", "2020-01-01"], "no votes until 2020-01-01 23:59 UTC, so that there is nothing to audit"),
        (["mine", "--as-of", "yesterday"], "'yesterday'"),
    ],
)
def test_what_is_not_there_is_one_sentence(benchbook, arena, arguments, sentence):
    arena()
    failed = benchbook("votes", "audit", *arguments)
    assert failed.code == 1
    assert sentence in failed.err
    assert failed.err.count("\n") == 1
    assert failed.out == ""


def test_a_cap_of_nothing_is_wrong_usage(benchbook, arena):
    arena()
    assert benchbook("votes", "audit", "mine", "--voter-cap", 0).code == 2
