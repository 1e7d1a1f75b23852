"""A person's review: what waits, deciding it, taking it back, and what that changes at once."""

import errno
import stat
import tomllib

import pytest

from benchbook.cli import options
from benchbook.cli.serve import CurrentFacts
from benchbook.errors import StoreFull
from benchbook.resolve.user_facts import load_facts
from benchbook.store import Writer, open_store


@pytest.fixture
def waiting(benchbook, catalogue, index_page, model):
    """A store in which two names wait and one is joined; gives the runner."""
    models = (model("acme/lumen"), model("acme/quill"), model("acme/lumen-x-pro"))
    benchbook("import", catalogue(*models), index_page(("Lumen Next", 40), ("Quill", 30), ("Nib (high)", 20)))
    return benchbook


@pytest.fixture
def aliases(tmp_path):
    return tmp_path / "facts" / "aliases.toml"


def identities(tmp_path):
    with open_store(str(tmp_path / "store.db")) as store:
        return {one.labels.name: getattr(one.identity, "model_id", None) for one in store.subjects()}


def test_an_alias_is_written_and_in_force_at_once(waiting, aliases, tmp_path):
    done = waiting("alias", "add", "Lumen Next", "acme/lumen", "--origin", "the maker's page")
    assert done.code == 0
    assert "gained: Lumen Next  [artificial-analysis]" in done.out
    assert "unresolved -> acme/lumen" in done.out
    assert identities(tmp_path)["Lumen Next"] == "acme/lumen"
    (written,) = tomllib.loads(aliases.read_text())["alias"]
    assert (written["name"], written["model"], written["origin"]) == ("Lumen Next", "acme/lumen", "the maker's page")
    assert "source" not in written
    listed = {one["name"]: one["own"] for one in waiting("alias", "list", "--json").json()}
    assert listed.pop("Lumen Next") is True
    assert set(listed.values()) <= {False}
    assert "Lumen Next" in waiting("alias", "list").out


def test_an_alias_of_one_source_and_its_removal(waiting, aliases, tmp_path):
    assert waiting("alias", "add", "Lumen Next", "acme/lumen", "--source", "design-arena").code == 0
    assert identities(tmp_path)["Lumen Next"] is None
    assert waiting("alias", "add", "Lumen Next", "acme/quill", "--source", "artificial-analysis").code == 0
    assert identities(tmp_path)["Lumen Next"] == "acme/quill"
    unsaid = waiting("alias", "remove", "lumen-next")
    assert unsaid.code == 1
    assert "--source design-arena, --source artificial-analysis" in unsaid.err
    done = waiting("alias", "remove", "lumen-next", "--source", "artificial-analysis")
    assert "lost: Lumen Next" in done.out
    assert [one["source"] for one in tomllib.loads(aliases.read_text())["alias"]] == ["design-arena"]


def test_a_variants_id_is_written_as_its_models(waiting, aliases):
    assert waiting("alias", "add", "Lumen Next", "acme/lumen-20260101").code == 0
    assert tomllib.loads(aliases.read_text())["alias"][0]["model"] == "acme/lumen"


def test_a_rejection_sets_a_join_aside_until_it_is_removed(waiting, tmp_path):
    done = waiting("reject", "add", "Quill", "acme/quill", "--reason", "another lab's")
    assert "lost: Quill" in done.out
    assert "acme/quill -> unresolved" in done.out
    listed = waiting("unresolved", "--json").json()
    (quill,) = [one for one in listed if one["name"] == "Quill"]
    assert quill["rejected"] is True
    assert "another lab's" in quill["reason"] + " ".join(quill["refused"])
    assert "acme/quill" not in [one["model_id"] for one in quill["suggestions"]]
    assert "another lab's" in waiting("reject", "list").out
    assert waiting("reject", "list", "--json").json()[0]["own"] is True
    done = waiting("reject", "remove", "quill", "acme/quill")
    assert "gained: Quill" in done.out
    assert identities(tmp_path)["Quill"] == "acme/quill"


def test_packaged_facts_are_set_aside_not_removed(waiting):
    done = waiting("alias", "remove", "GPT-5 (ChatGPT)", "--source", "artificial-analysis")
    assert done.code == 1
    assert "ships with Benchbook" in done.err
    assert waiting("reject", "remove", "K2 Think V2", "moonshotai/kimi-k2-thinking").code == 1
    nothing = waiting("alias", "remove", "never heard")
    assert nothing.code == 1
    assert "hint" not in nothing.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("alias", "add", "Lumen Next", "acme/lumn"), "never seen a model 'acme/lumn'"),
        (("alias", "add", "Lumen Next", "acme/lumn"), "nearest: acme/lumen"),
        (("alias", "add", "Lumen Next", "zeta/zz9"), "--unlisted insists"),
        (("alias", "add", " - ", "acme/lumen"), "has an empty name"),
        (("alias", "add", "a\nb", "acme/lumen"), "characters that are no text"),
        (("alias", "add", "a\udc80", "acme/lumen"), "characters that are no text"),
        (("alias", "add", "x" * 513, "acme/lumen"), "more than 512 characters"),
        (("alias", "add", "Nib", "acme/lumen", "--source", "artificial-analyses"), "artificial-analysis"),
        (("alias", "add", "Nib", "acme/lumen", "--origin", ""), "has an empty origin"),
        (("alias", "add", "Known", "acme/quill"), "already stands for acme/lumen"),
        (("alias", "add", "acme/quill", "acme/lumen-x-pro"), "which is itself a name"),
        (("reject", "add", "Known", "acme/lumen"), "which a rejection of the same name refuses"),
        (("alias", "add", "Nib", "no id", "--unlisted"), "expected a model's id (author/slug), found 'no id'"),
        (("alias", "add", "Nib", "zeta/nib-9:free", "--unlisted"), "found 'zeta/nib-9:free'"),
        (("alias", "add", "Never (high)", "acme/lumen"), "which a rejection of the same name refuses"),
    ],
)
def test_what_contradicts_is_refused_and_changes_nothing(waiting, tmp_path, words, sentence):
    waiting("alias", "add", "Known", "acme/lumen")
    waiting("alias", "add", "Pen", "acme/quill")
    waiting("reject", "add", "Never", "acme/lumen")
    files = {path.name: path.read_bytes() for path in (tmp_path / "facts").iterdir()}
    before = identities(tmp_path)
    done = waiting(*words)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert sentence in done.err
    assert {path.name: path.read_bytes() for path in (tmp_path / "facts").iterdir()} == files
    assert identities(tmp_path) == before


@pytest.mark.parametrize(
    "words", [("alias", "add", "Nib", "acme/lumen"), ("reject", "add", "Lumen Next", "acme/lumen")], ids=" ".join
)
def test_a_decision_made_again_brings_the_store_up_to_the_file(waiting, tmp_path, words):
    """A kill between the file and the store's commit leaves the one ahead of the other."""
    waiting(*words)
    decided, stated = identities(tmp_path), {p.name: p.read_bytes() for p in (tmp_path / "facts").iterdir()}
    assert waiting("re-resolve", "--facts", tmp_path / "none").code == 1
    (tmp_path / "empty").mkdir()
    waiting("re-resolve", "--facts", tmp_path / "empty")
    assert waiting(*words).code == 0
    assert identities(tmp_path) == decided
    assert {p.name: p.read_bytes() for p in (tmp_path / "facts").iterdir()} == stated


def test_a_model_that_no_catalogue_lists_can_be_insisted_on(waiting, aliases, tmp_path):
    assert waiting("alias", "add", "Nib", "zeta/nib-9", "--unlisted").code == 0
    assert tomllib.loads(aliases.read_text())["alias"][0]["unlisted"] is True
    assert identities(tmp_path)["Nib (high)"] == "zeta/nib-9"
    assert waiting("validate").code == 0


OWN = """\
# My facts.
# Kept by hand.

# about the pen
[[alias]]
name = "Pen"   # as they write it
model = "acme/quill"
origin = "seen"
date = 2026-01-01

# --- codenames ---

# about the nib
[[alias]]
name = "Nib"
model = "acme/quill"
origin = '''
[[alias]] is not a header here
# nor this a comment'''
date = 2026-01-01
# the end
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_and_order_of_a_file_stay(waiting, aliases, end):
    aliases.parent.mkdir()
    own = OWN.replace("[[alias]] is", "alias is").replace("\n", end)
    aliases.write_bytes(own.encode())
    aliases.chmod(0o600)
    assert waiting("alias", "add", "Lumen Next", "acme/lumen").code == 0
    text = aliases.read_bytes().decode()
    assert text.startswith(own)
    assert text.count(end) == text.count("\n")
    assert stat.S_IMODE(aliases.stat().st_mode) == 0o600
    assert waiting("alias", "remove", "Lumen Next").code == 0
    assert waiting("alias", "remove", "Pen").code == 0
    left = aliases.read_bytes().decode().replace("\r\n", "\n")
    assert left.startswith("# My facts.\n# Kept by hand.\n\n# --- codenames ---\n\n# about the nib\n[[alias]]\n")
    assert left.endswith("# the end\n")
    assert "about the pen" not in left


@pytest.mark.parametrize(
    "own", [OWN, 'alias = [{ name = "Pen", model = "acme/quill", origin = "o", date = 2026-01-01 }]\n']
)
def test_a_file_that_cannot_be_edited_safely_is_left_alone(waiting, aliases, own):
    aliases.parent.mkdir()
    aliases.write_text(own)
    done = waiting("alias", "remove", "Nib" if "Nib" in own else "Pen")
    assert done.code == 1
    assert "edit it by hand" in done.err
    assert aliases.read_text() == own


def test_facts_that_cannot_be_read_stop_everything_with_a_sentence(waiting, aliases, catalogue):
    aliases.parent.mkdir()
    aliases.write_text("[[alias]]\nname = 1\n")
    words = [("unresolved",), ("validate",), ("re-resolve",), ("alias", "list"), ("alias", "add", "A", "acme/lumen")]
    for verb in (*words, ("import", catalogue())):
        done = waiting(*verb)
        assert done.code == 1
        assert "aliases.toml: line 1, [[alias]], name: expected str, got int" in done.err
        assert len(done.err.splitlines()) == 1


def test_the_facts_stay_when_the_store_cannot_be_written(waiting, aliases, monkeypatch, tmp_path):
    waiting("alias", "add", "Nib", "acme/quill")
    before = aliases.read_bytes()

    def full(*_):
        raise StoreFull("store.db")

    monkeypatch.setattr(Writer, "reidentify", full)
    done = waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert (done.code, aliases.read_bytes()) == (3, before)
    done = waiting("reject", "add", "Lumen Next", "acme/lumen")
    assert done.code == 3
    assert not (tmp_path / "facts" / "rejections.toml").exists()
    monkeypatch.undo()


def test_the_store_stays_when_the_facts_cannot_be_written(waiting, aliases, monkeypatch, tmp_path):
    def denied(*_, **__):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", denied)
    done = waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert done.code == 1
    assert "aliases.toml: cannot be written: permission denied" in done.err
    assert identities(tmp_path)["Lumen Next"] is None
    assert not aliases.exists()


def test_another_folder_of_facts(waiting, tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    assert "no such folder" in waiting("re-resolve", "--facts", mine).err
    assert waiting("alias", "add", "Lumen Next", "acme/lumen", "--facts", mine).code == 0
    assert (mine / "aliases.toml").exists()
    assert not (tmp_path / "facts").exists()
    assert "lost: Lumen Next" in waiting("re-resolve").out
    monkeypatch.setenv("BENCHBOOK_FACTS", str(mine))
    assert "gained: Lumen Next" in waiting("re-resolve").out
    link = tmp_path / "link"
    link.mkdir()
    (link / "aliases.toml").symlink_to(mine / "aliases.toml")
    assert waiting("alias", "add", "Nib", "acme/quill", "--facts", link).code == 0
    assert (link / "aliases.toml").is_symlink()
    assert "Nib" in (mine / "aliases.toml").read_text()


def test_imports_use_the_users_facts(waiting, index_page, tmp_path):
    waiting("alias", "add", "Lumen Next", "acme/lumen")
    waiting("import", index_page(("Lumen Next", 41), name="page-2026-07-23.json"))
    assert identities(tmp_path)["Lumen Next"] == "acme/lumen"


def test_dry_run_changes_nothing(waiting, aliases, tmp_path):
    aliases.parent.mkdir()
    aliases.write_text('[[alias]]\nname = "Nib"\nmodel = "acme/quill"\norigin = "o"\ndate = 2026-01-01\n')
    done = waiting("re-resolve", "--dry-run", "--json").json()
    (gained,) = done["differences"]
    assert (gained["kind"], gained["name"], gained["after"]) == ("gained", "Nib (high)", "acme/quill")
    assert (gained["rule"], gained["scores"], gained["configuration"]) == ("alias", 2, {"effort": "high"})
    assert done["dry_run"] is True
    assert sum(rule["subjects"] for rule in done["rules"]) + done["unresolved"] == done["subjects"]
    assert identities(tmp_path)["Nib (high)"] is None
    assert "would change: 2 gained" in waiting("re-resolve", "--dry-run").out
    assert "2 gained, 0 lost, 0 moved, 0 reconfigured" in waiting("re-resolve").out
    again = waiting("re-resolve")
    assert "0 gained" in again.out
    assert "alias" in again.out


def test_unresolved_lists_the_most_used_first_with_refusals(benchbook, catalogue, index_page, model):
    known = (model("acme/lumen-7b"), model("acme/quill"))
    benchbook("import", catalogue(*known), index_page(("Rare", 1), ("Lumen 9B", 2), ("Lumen 9B", 3)))
    listed = benchbook("unresolved", "--json").json()
    assert [(one["name"], one["results"]) for one in listed] == [("Lumen 9B", 4), ("Rare", 2)]
    assert {"name", "source", "via", "results", "reason", "refused", "rejected", "suggestions"} <= set(listed[0])
    assert len(benchbook("unresolved", "--limit", 1, "--json").json()) == 1
    out = benchbook("unresolved").out
    assert "Lumen 9B  [artificial-analysis], 4 results" in out
    assert "the nearest is acme/lumen-7b: the name says size 9b" in out


def test_validate_tells_findings_and_exits_1(waiting, aliases, catalogue, tmp_path):
    done = waiting("validate")
    assert done.code == 0
    assert done.out.startswith("Nothing is wrong: ")
    assert done.out.endswith("0 facts of your own.\n")
    aliases.parent.mkdir()
    line = '[[alias]]\nname = "Nib"\nmodel = "acme/{}"\norigin = "o"\ndate = 2026-01-01\n'
    aliases.write_text(line.format("quill") + line.format("quil"))
    done = waiting("validate")
    assert done.code == 1
    assert "aliases.toml: alias 'Nib' stands for several models: acme/quil, acme/quill" in done.out
    assert "names 'acme/quil', a model never seen; nearest: acme/quill" in done.out
    told = waiting("validate", "--json").json()
    assert told["ids_checked"] is True
    assert {"file", "entry", "problem"} == set(told["findings"][0])
    elsewhere = waiting("validate", "--catalog", catalogue(), "--facts", aliases.parent)
    assert "alias 'Nib' names 'acme/quill', a model never seen" in elsewhere.out
    assert waiting("validate", "--catalog", tmp_path / "nowhere.json").code == 1


def test_validate_without_models_says_that_ids_are_not_checked(benchbook, aliases):
    aliases.parent.mkdir()
    aliases.write_text('[[alias]]\nname = "Nib"\nmodel = "acme/quill"\norigin = "o"\ndate = 2026-01-01\n')
    done = benchbook("validate")
    assert done.code == 0
    assert "Ids were not checked" in done.err


def test_deciding_waits_for_no_locked_store(waiting, aliases, monkeypatch, tmp_path):
    monkeypatch.setattr(options, "BUSY_TIMEOUT_SECONDS", 0.1)
    with open_store(str(tmp_path / "store.db")) as store, store.writing():
        done = waiting("alias", "add", "Lumen Next", "acme/lumen")
    assert done.code == 3
    assert "locked by another process" in done.err
    assert not aliases.exists()


def test_a_server_keeps_the_facts_it_has_while_a_file_is_broken(tmp_path, capsys):
    text = '[[alias]]\nname = "Nib"\nmodel = "acme/quill"\norigin = "o"\ndate = 2026-01-01\n'
    aliases = tmp_path / "aliases.toml"
    aliases.write_text(text)
    facts = CurrentFacts(lambda: load_facts(tmp_path))
    aliases.write_text(text.replace("Nib", "Pen"))
    assert facts().aliases[0].name == "Pen"
    aliases.write_text("[")
    assert facts().aliases[0].name == "Pen"
    assert "stay in force" in capsys.readouterr().err
