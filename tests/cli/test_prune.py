"""Pruning from the command line: said first, done when asked."""

import pytest


@pytest.fixture
def year(benchbook, catalogue, model):
    for day in (20, 21, 22):
        entry = model(context_length=day)
        benchbook("import", catalogue(entry, name=f"models-2026-07-{day}.json"))


@pytest.mark.usefixtures("year")
def test_it_is_said_what_would_go_and_then_it_goes(benchbook):
    told = benchbook("prune", "--raw-older-than", "0d")
    assert told.code == 0
    assert "openrouter  2 " in told.out
    assert "2 of 3 documents would go; nothing was changed, --apply does it" in told.out
    assert "pruned" not in benchbook("status").out
    done = benchbook("prune", "--raw-older-than", "0d", "--apply")
    assert "2 of 3 documents went; the archive takes" in done.out
    assert "; 2 documents pruned" in benchbook("status").out
    assert "0 of 1 document would go" in benchbook("prune", "--keep-last", "1").out
    assert benchbook("status", "--json").json()["archive"]["pruned"] == 2


@pytest.mark.usefixtures("year")
def test_what_is_recent_stays(benchbook):
    for age in ("90d", "12w", "1y", "10000y", "2020-01-01"):
        done = benchbook("prune", "--raw-older-than", age, "--json").json()
        assert done == {"applied": False, "freed_bytes": None, "documents": []}
    assert len(benchbook("prune", "--keep-last", "2", "--json").json()["documents"]) == 1


@pytest.mark.parametrize("words", [(), ("--apply",), ("--raw-older-than", "soon"), ("--keep-last", "0")])
def test_a_policy_must_be_named_and_understood(benchbook, words):
    done = benchbook("prune", *words)
    assert done.code == 2
    assert "Traceback" not in done.err
