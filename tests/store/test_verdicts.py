"""A verdict on a waiting name, in either database: in force at once, recorded, or refused whole."""

import errno
import tomllib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from ledger_documents import BOARD, RELAYED, UNKNOWN, claim, day, model, parsed, record

from benchbook.errors import (
    AlreadyDecided,
    BadForm,
    BenchbookError,
    DecisionRefused,
    FactsError,
    NoSuchModel,
    NoSuchName,
    SignedOut,
    StoreBusy,
    StoreReadOnly,
)
from benchbook.model import Matched
from benchbook.resolve.user_facts import load_facts
from benchbook.review import Verdict, judge
from benchbook.store import Decider, open_store

ANA = Decider(name="ana", key_id="k1")
NOW = day(9)
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "\u202egnp.exe\u200f",
    "x" * 300,
    "\U0001f600 smile \U0001f1e9\U0001f1ea",
    "\"quoted\" 'names' \\ and \\u0041",
    "a & b &amp; c",
    "../../etc/passwd",
)


@pytest.fixture
def waiting(store):
    """A store in which names wait, one of them in two sources."""
    names = ("Codename", "Nib", "\U0001f600", *HOSTILE)
    claims = [
        *(claim(f"n{number}", label=name) for number, name in enumerate(names)),
        claim("n0", label="Codename", scope=RELAYED),
    ]
    document = parsed(1, claims, [model("lumen"), model("quill"), model("lumen:free")])
    record(store, document, identities=[UNKNOWN] * len(claims))
    return store


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "facts"


def verdict(action="accept", name="Codename", model_id="acme/lumen", **more):
    return Verdict(action=action, name=name, source="arena", model_id=model_id, **more)


def joined(store, name="Codename"):
    return {one.scope: getattr(one.identity, "model_id", None) for one in store.subjects() if one.labels.name == name}


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def refused_whole(store, folder, error, told, **more):
    """A verdict is refused, and nothing is changed: no file, no join, no record."""
    before = files(folder), joined(store), store.decisions(), store.generation()
    with pytest.raises(error) as refusal:
        judge(store, folder, told, ANA, NOW, **more)
    assert (files(folder), joined(store), store.decisions(), store.generation()) == before
    return refusal.value


def test_accepting_joins_the_name_of_its_source_and_records_who_said_so(waiting, folder):
    done = judge(waiting, folder, verdict(note="  its\r\n  page "), ANA, NOW)
    assert joined(waiting) == {BOARD: "acme/lumen", RELAYED: "acme/lumen"}
    (written,) = tomllib.loads((folder / "aliases.toml").read_text())["alias"]
    assert (written["name"], written["source"], written["origin"]) == ("Codename", "arena", "its page")
    assert [one.kind for one in done.resolution.differences] == ["gained", "gained"]
    (recorded,) = waiting.decisions()
    assert recorded == done.decision
    assert (recorded.decider, recorded.key_id, recorded.reason) == ("ana", "k1", "its page")
    assert (recorded.kind, recorded.action, recorded.gained, recorded.licence) == ("alias", "added", 2, "attribution")
    assert waiting.check() == ()


def test_a_note_is_one_line_of_text_whatever_is_typed(waiting, folder):
    judge(waiting, folder, verdict(note='a\x1b[2J\u202e"\n[[alias]]\r\n\tname = "Nib"\udc80'), ANA, NOW)
    (written,) = tomllib.loads((folder / "aliases.toml").read_text())["alias"]
    assert written["origin"] == waiting.decisions()[0].reason == 'a\ufffd[2J\ufffd" [[alias]] name = "Nib"\ufffd'


def test_rejecting_keeps_the_name_from_the_model_and_it_waits_on(waiting, folder):
    done = judge(waiting, folder, verdict("reject"), ANA, NOW)
    assert set(joined(waiting).values()) == {None}
    (rejection,) = tomllib.loads((folder / "rejections.toml").read_text())["rejection"]
    assert (rejection["source"], rejection["model"], rejection["reason"]) == ("arena", "acme/lumen", "decided by hand")
    assert (done.decision.kind, done.decision.gained) == ("rejection", 0)
    assert judge(waiting, folder, verdict(model_id="acme/quill"), ANA, NOW).decision.gained == 2
    assert set(joined(waiting).values()) == {"acme/quill"}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
@pytest.mark.parametrize("action", ["accept", "reject"])
def test_hostile_names_are_names(waiting, folder, action, name):
    judge(waiting, folder, verdict(action, name=name), ANA, NOW)
    facts = load_facts(folder)
    assert (facts.aliases if action == "accept" else facts.rejections)[0].name == name
    assert waiting.decisions()[0].name == name
    assert set(joined(waiting, name).values()) == {"acme/lumen" if action == "accept" else None}


@pytest.mark.parametrize(
    ("told", "error", "sentence"),
    [
        (verdict(name="Never heard"), NoSuchName, "No name 'Never heard' of 'arena' is known here"),
        (verdict(via="elsewhere"), NoSuchName, "No name 'Codename'"),
        (verdict(name="Code\nname"), NoSuchName, r"No name 'Code\nname'"),
        (verdict(name="\U0001f600"), DecisionRefused, "no letter or digit in it to compare"),
        (verdict(model_id="acme/lumn"), NoSuchModel, "Model 'acme/lumn' is not in the catalogue"),
        (verdict(model_id="acme/lumen:free"), NoSuchModel, "Model 'acme/lumen:free'"),
        (verdict(note="x" * 501), BadForm, "the note has more than 500 characters"),
    ],
)
def test_what_cannot_be_decided_is_refused_whole(waiting, folder, told, error, sentence):
    assert sentence in str(refused_whole(waiting, folder, error, told))


def test_a_name_that_was_joined_meanwhile_waits_no_longer(waiting, folder):
    judge(waiting, folder, verdict(), ANA, NOW)
    told = refused_whole(waiting, folder, AlreadyDecided, verdict(model_id="acme/quill"))
    assert told.sentence == "'Codename' of arena was joined to acme/lumen meanwhile; nothing was changed"
    refused_whole(waiting, folder, AlreadyDecided, verdict())
    refused_whole(waiting, folder, AlreadyDecided, verdict("reject"))


def test_the_same_rejection_is_made_once(waiting, folder):
    judge(waiting, folder, verdict("reject"), ANA, NOW)
    before = files(folder)
    with pytest.raises(AlreadyDecided, match="is kept from acme/lumen by decision already"):
        judge(waiting, folder, verdict("reject"), ANA, NOW)
    assert (files(folder), len(waiting.decisions())) == (before, 1)


def test_a_verdict_against_the_facts_is_refused(waiting, folder):
    judge(waiting, folder, verdict("reject"), ANA, NOW)
    told = refused_whole(waiting, folder, DecisionRefused, verdict())
    assert "which a rejection of the same name refuses" in told.reason


def test_what_is_checked_under_the_lock_ends_it(waiting, folder):
    def signed_out():
        with pytest.raises(StoreBusy), open_store(waiting.name, busy_timeout_seconds=0.05) as other, other.writing():
            pass
        raise SignedOut

    if "://" not in waiting.name:  # the name of a server's store has no password, and cannot be opened
        refused_whole(waiting, folder, SignedOut, verdict(), check=signed_out)


def test_a_folder_that_cannot_be_written(waiting, folder, monkeypatch):
    def denied(*_, **__):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", denied)
    told = refused_whole(waiting, folder, FactsError, verdict())
    assert told.reason == "cannot be written: permission denied"


def test_a_store_that_may_only_be_read(waiting, folder, monkeypatch):
    monkeypatch.setattr(waiting, "_read_only", True)
    refused_whole(waiting, folder, StoreReadOnly, verdict())


def test_of_two_at_a_time_one_wins_and_none_is_half_done(waiting, folder, target):
    start = Barrier(4)
    models = ("acme/lumen", "acme/quill") * 2

    def one(number):
        with open_store(target) as own:
            start.wait()
            try:
                told = verdict(model_id=models[number], note=f"by {number}")
                return judge(own, folder, told, Decider(name=f"{number}"), NOW).decision
            except BenchbookError as error:
                return error

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(one, range(4)))
    won = [outcome for outcome in outcomes if not isinstance(outcome, BenchbookError)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided)]
    assert (len(won), len(lost)) == (1, 3)
    assert waiting.decisions() == tuple(won)
    (alias,) = tomllib.loads((folder / "aliases.toml").read_text())["alias"]
    assert (alias["model"], alias["origin"]) == (won[0].model_id, won[0].reason)
    assert set(joined(waiting).values()) == {won[0].model_id}
    assert all(isinstance(one.identity, Matched) for one in waiting.subjects() if one.labels.name == "Codename")
