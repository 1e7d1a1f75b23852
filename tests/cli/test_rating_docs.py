"""``docs/rating.md``: its commands run in their order, its program runs, and what it says of them is so."""

import re
import shlex
from pathlib import Path

import pytest

from benchbook.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rating.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.fixture
def ran(benchbook, tmp_path, monkeypatch):
    """Every command of the page, run where its votes lie; what each put out, by its words."""
    monkeypatch.chdir(tmp_path)
    (votes,) = blocks("csv")
    (tmp_path / "votes.csv").write_text(votes)
    done = {}
    for line in "".join(blocks("console")).splitlines():
        words = shlex.split(line.removeprefix("$ benchbook "))
        done[tuple(words)] = benchbook(*words)
    return done


def test_the_commands_run_in_their_order(ran):
    assert len(ran) == 10
    assert [words for words, done in ran.items() if done.code] == []


def test_counts_that_are_passed_on_give_the_same_board(ran, benchbook):
    found = [
        benchbook(*words, "--least-battles", "2", "--format", "json").json()["boards"][0]
        for words in (("rate", "--counts", "counts.csv"), ("rate", "mine", "--cluster", "none"))
    ]
    assert found[0]["models"] == found[1]["models"]
    assert found[0]["counts"]["sha256"] == found[1]["counts"]["sha256"]
    assert found[0]["counts"]["sha256"] in ran["votes", "counts", "mine", "--output", "counts.csv"].err


def test_the_program_runs(ran, tmp_path):
    assert ran
    (tmp_path / "store.db").rename(tmp_path / "benchbook.db")
    names = {}
    (program,) = blocks("python")
    exec(compile(program, str(PAGE), "exec"), names)
    assert [row.name for row in names["document"].models] == ["atlas", "birch", "comet"]


def test_the_commands_of_a_server_are_ones():
    for line in "".join(blocks("sh")).splitlines():
        if line.startswith("benchbook "):
            verb, *words = shlex.split(line)[1:]
            command = cli.get_command(None, verb)
            while hasattr(command, "commands"):
                command = command.commands[words.pop(0)]
            command.make_context(verb, words)
