"""Who decided what: every decision of the command line is recorded with what it changed."""

import getpass

import pytest

from benchbook.cli.options import user_name
from benchbook.store import Writer, open_store

DECIDED = ("decider", "key_id", "kind", "action", "name", "source", "model_id", "reason", "gained", "lost", "moved")


@pytest.fixture
def waiting(benchbook, catalogue, index_page, model, monkeypatch):
    """A store in which two names wait and one is joined; gives the runner of the user ``ana``."""
    monkeypatch.setattr(getpass, "getuser", lambda: "ana")
    models = (model("acme/lumen"), model("acme/quill"))
    benchbook("import", catalogue(*models), index_page(("Lumen Next", 40), ("Quill", 30), ("Nib (high)", 20)))
    return benchbook


def recorded(run, *options):
    return [{name: one[name] for name in DECIDED} for one in run("decisions", "--json", *options).json()]


def test_every_decision_is_recorded_with_what_it_changed(waiting):
    source = ("--source", "artificial-analysis")
    waiting("alias", "add", "Lumen Next", "acme/lumen-20260101", *source, "--origin", "its page")
    waiting("reject", "add", "Quill", "acme/quill", "--reason", "another lab's")
    waiting("alias", "add", "Nib", "acme/quill")
    waiting("alias", "remove", "Lumen Next", *source)
    waiting("reject", "remove", "quill", "acme/quill")
    told = [tuple(one.values()) for one in recorded(waiting)]
    assert told == [
        ("ana", None, "rejection", "withdrawn", "quill", None, "acme/quill", None, 1, 0, 0),
        ("ana", None, "alias", "withdrawn", "Lumen Next", source[1], "acme/lumen", None, 0, 1, 0),
        ("ana", None, "alias", "added", "Nib", None, "acme/quill", "decided by hand", 1, 0, 0),
        ("ana", None, "rejection", "added", "Quill", None, "acme/quill", "another lab's", 0, 1, 0),
        ("ana", None, "alias", "added", "Lumen Next", source[1], "acme/lumen", "its page", 1, 0, 0),
    ]
    assert [one["name"] for one in recorded(waiting, "--limit", 2)] == ["quill", "Lumen Next"]
    assert {one["licence"] for one in waiting("decisions", "--json").json()} == {"internal"}


def test_the_list_is_for_people_to_read(waiting):
    assert waiting("decisions").err == "Nothing was decided yet.\n"
    waiting("alias", "add", "Lumen Next", "acme/lumen", "--origin", "its page")
    waiting("alias", "remove", "Lumen Next")
    lines = waiting("decisions").out.splitlines()
    assert [line.partition("UTC  ")[2] or line for line in lines] == [
        "ana: Lumen Next [every source] stands for acme/lumen, withdrawn",
        "    1 name lost",
        "ana: Lumen Next [every source] stands for acme/lumen",
        "    its page; 1 name gained",
    ]


def test_what_is_refused_or_fails_is_not_recorded(waiting, monkeypatch):
    assert waiting("alias", "add", "Lumen Next", "acme/none").code == 1

    def denied(*_, **__):
        raise OSError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("tempfile.mkstemp", denied)
        assert waiting("alias", "add", "Lumen Next", "acme/lumen").code == 1
    assert recorded(waiting) == []


def test_what_was_decided_already_is_recorded_once(waiting):
    for _ in range(2):
        assert waiting("alias", "add", "Lumen Next", "acme/lumen").code == 0
    assert len(recorded(waiting)) == 1
    waiting("alias", "remove", "Lumen Next")
    waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert [one["action"] for one in recorded(waiting)] == ["added", "withdrawn", "added"]


def test_a_decision_whose_record_was_lost_in_a_kill_is_recorded_when_made_again(waiting, monkeypatch):
    """The file is written right before the store's commit: what is killed in between leaves the file ahead."""
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "note_decision", lambda *_: None)
        waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert recorded(waiting) == []
    waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert len(recorded(waiting)) == 1


def test_a_user_whom_the_system_cannot_name(monkeypatch):
    def nobody():
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert user_name() == "unknown user"


def test_keys_say_whether_their_holders_may_decide(benchbook, tmp_path):
    benchbook("keys", "create", "ci")
    made = benchbook("keys", "create", "ana", "--reviewer", "--json").json()
    assert made["reviewer"] is True
    assert [key["reviewer"] for key in benchbook("keys", "list", "--json").json()] == [False, True]
    assert "read and decide" in benchbook("keys", "list").out
    with open_store(str(tmp_path / "store.db")) as store:
        assert [key.reviewer for key in store.keys()] == [False, True]  # noqa: SIM118 a store's keys() is not a dict's


def test_the_session_key_is_a_reviewers(benchbook, monkeypatch):
    seen = []
    monkeypatch.setattr("benchbook.api.app.create_app", lambda live, *_, **__: seen.append(live.keys))
    monkeypatch.setattr("benchbook.api.server.serve", lambda *_: None)
    assert benchbook("serve", "--session-key").code == 0
    assert [key.reviewer for key in seen[0].values()] == [True]
