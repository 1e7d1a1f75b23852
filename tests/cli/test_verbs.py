"""What every verb owes a user, and the verbs that have no file of their own."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from benchbook.cli import cli, options, status
from benchbook.store import open_store

ROOT = Path(__file__).resolve().parents[2]
VERBS = sorted(cli.list_commands(click.Context(cli)))


def commands():
    """Every command with its words."""
    context = click.Context(cli)
    for verb in VERBS:
        command = cli.get_command(context, verb)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                yield (verb, name), command.get_command(context, name)
        else:
            yield (verb,), command


@pytest.mark.parametrize(("words", "command"), list(commands()), ids=lambda value: str(value)[:30])
def test_every_command_has_help_with_an_example_and_a_store(benchbook, words, command):
    done = benchbook(*words, "--help")
    assert done.code == 0
    assert f"Example: benchbook {' '.join(words)}" in " ".join(done.out.split()).replace("AA_API_KEY=… ", "")
    if words not in {("sources",), ("bundle", "keygen"), ("bundle", "verify")}:
        assert "--store PATH|URL" in done.out
        assert "BENCHBOOK_STORE" in done.out
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert all(option.help and option.envvar in done.out for option in options)


def test_help_lists_every_verb(benchbook):
    done = benchbook("--help")
    assert all(f"  {verb} " in done.out for verb in VERBS)
    assert "Exit codes" in done.out


def test_every_verb_is_documented():
    written = ROOT / "docs" / "commands.md"
    if not written.parent.exists():
        pytest.skip("not in a checkout")
    rendered = render_commands()
    if os.environ.get("BENCHBOOK_UPDATE_DOCS"):
        written.write_text(rendered)
    assert written.read_text() == rendered, "renew it with BENCHBOOK_UPDATE_DOCS=1 make test"


def render_commands():
    parts = ["# Commands\n\nThe commands' own help, kept equal by a test.\n"]
    for words, command in commands():
        context = click.Context(
            command,
            info_name=f"benchbook {' '.join(words)}",
            terminal_width=96,
            max_content_width=96,
            show_default=True,
        )
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        parts.append(f"## benchbook {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def test_unknown_verb_suggests(benchbook):
    done = benchbook("stats")
    assert done.code == 2
    assert "status" in done.err


def test_options_are_environment_variables(benchbook, catalogue, monkeypatch):
    monkeypatch.setenv("BENCHBOOK_IMPORT_SOURCE", "openrouter")
    assert benchbook("import", catalogue()).code == 0
    monkeypatch.setenv("BENCHBOOK_IMPORT_SOURCE", "nowhere")
    assert benchbook("import", catalogue()).code == 1


def test_status_of_an_empty_store(benchbook):
    done = benchbook("status")
    assert done.code == 0
    assert "0 listed" in done.out
    assert "The store is empty" in done.err


def test_status_tells_whence_and_how_old(benchbook, catalogue, index_page):
    benchbook("import", catalogue(), index_page(("Lumen", 1), ("Nobody", 2)))
    done = benchbook("status")
    assert "models      1 listed, 0 gone" in done.out
    assert "2026-07-22" in done.out
    assert "days" in done.out
    counts = benchbook("status", "--json").json()["counts"]
    assert counts["listed_models"] == 1


def test_status_tells_whether_the_store_is_sound(benchbook, catalogue, tmp_path):
    benchbook("import", catalogue())
    assert benchbook("status", "--verify").out == f"{tmp_path / 'store.db'}: sound\n"
    assert benchbook("status", "--verify", "--json").json()["complaints"] == []
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE raw SET zstd = x'00'")
        connection.execute("UPDATE imports SET scores = 7")
    connection.close()
    done = benchbook("status", "--verify")
    assert (done.code, done.err) == (1, "")
    assert [line.split()[0] for line in done.out.splitlines()] == ["archived", "import"]
    path = tmp_path / "store.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000)
    done = benchbook("status", "--verify")
    assert done.code in {1, 3}
    assert "Traceback" not in done.err + done.out


def test_sources_lists_licences_and_keys(benchbook):
    done = benchbook("sources")
    assert "artificial-analysis" in done.out
    assert "internal" in done.out
    assert "with AA_API_KEY" in done.out
    listed = {entry["id"]: entry for entry in benchbook("sources", "--json").json()}
    expected = {
        "arena",
        "artificial-analysis",
        "design-arena",
        "openrouter",
        "openrouter-benchmarks",
        "starter",
        "table",
    }
    assert expected <= set(listed)
    assert all(entry["citation"] for entry in listed.values())


def test_unresolved_gives_reason_and_suggestions(benchbook, catalogue, index_page):
    benchbook("import", catalogue(), index_page(("Lumen X", 1)))
    done = benchbook("unresolved")
    assert "Lumen X  [artificial-analysis]" in done.out
    assert "no catalogue entry has this name" in done.out
    assert "most alike: acme/lumen" in done.out
    assert benchbook("unresolved", "--source", "design-arena").err.startswith("No name is waiting")
    mistyped = benchbook("unresolved", "--source", "design-area")
    assert mistyped.code == 1
    assert "design-arena" in mistyped.err


def test_keys_are_shown_once_and_stored_hashed(benchbook, tmp_path):
    token = benchbook("keys", "create", "ci", "--account", "platform", "--json").json()["key"]
    listed = benchbook("keys", "list", "--json").json()
    assert (listed[0]["name"], listed[0]["account"], listed[0]["revoked_at"]) == ("ci", "platform", None)
    secret = token.split("-", 2)[2]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    assert secret.encode() not in stored
    assert secret not in benchbook("keys", "list").out
    assert benchbook("keys", "revoke", listed[0]["id"]).code == 0
    assert benchbook("keys", "list", "--json").json()[0]["revoked_at"]
    again = benchbook("keys", "revoke", listed[0]["id"])
    assert again.code == 1
    assert "no key in force" in again.err


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 101])
def test_names_of_keys_are_bounded(benchbook, name):
    assert benchbook("keys", "create", name).code == 2


def test_report_of_an_empty_store_is_a_sentence(benchbook):
    done = benchbook("report", "coding")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_report_goes_to_a_file(benchbook, catalogue, index_page, tmp_path):
    benchbook("import", catalogue(), index_page(("Lumen", 40.5)))
    path = tmp_path / "coding.md"
    done = benchbook("report", "coding", "--output", path)
    assert done.code == 0
    assert done.out == ""
    assert "40.5" in path.read_text()
    nowhere = benchbook("report", "coding", "--output", tmp_path / "no" / "where.md")
    assert nowhere.code == 74
    assert "where.md" in nowhere.err


def test_store_from_a_newer_version(benchbook, tmp_path):
    benchbook("status")
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("update alembic_version set version_num = '9999_later'")
    connection.close()
    done = benchbook("status")
    assert done.code == 3
    assert "newer Benchbook" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("verb", [("status",), ("sources",), ("unresolved",), ("report", "coding"), ("keys", "list")])
def test_reading_makes_no_store(benchbook, tmp_path, verb):
    done = benchbook(*verb, "--store", tmp_path / "mistyped" / "store.db")
    assert done.code == 3
    assert "there is no such store" in done.err
    assert not (tmp_path / "mistyped").exists()


def test_output_that_cannot_be_written_is_a_sentence():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = subprocess.run(
        f"{sys.executable} -m benchbook --help > /dev/full", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 74
    assert done.stderr == "benchbook: the output cannot be written: No space left on device\n"


def test_unknown_metric_names_the_nearest(benchbook, catalogue, index_page):
    benchbook("import", catalogue(), index_page(("Lumen", 40.5)))
    done = benchbook("report", "codng_index")
    assert done.code == 1
    assert "coding_index" in done.err
    assert len(done.err) < 600


def test_store_that_is_no_store(benchbook, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("not a database at all, just a note that is long enough to be looked at")
    for target in (path, tmp_path, "/dev/null"):
        done = benchbook("status", "--store", target)
        assert done.code == 3
        assert len(done.err.splitlines()) == 1


def test_import_into_a_locked_store_changes_nothing(benchbook, catalogue, tmp_path, monkeypatch):
    benchbook("status")
    monkeypatch.setattr(options, "BUSY_TIMEOUT_SECONDS", 0.1)
    with open_store(str(tmp_path / "store.db")) as store, store.writing():
        done = benchbook("import", catalogue())
    assert done.code == 3
    assert "locked by another process" in done.err


def test_closed_pipe_is_no_error(tmp_path):
    open_store(str(tmp_path / "s.db")).close()
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"{sys.executable} -m benchbook sources --store {tmp_path / 's.db'} | true; exit ${{PIPESTATUS[0]}}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_defects_are_one_line_without_a_traceback(benchbook, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setattr(status, "opened_to_read", broken)
    done = benchbook("status")
    assert done.code == 70
    assert "a defect of Benchbook (ZeroDivisionError)" in done.err
    assert "Traceback" not in done.err


def test_help_imports_nothing_heavy():
    heavy = ["sqlalchemy", "starlette", "granian", "httpx2", "msgspec", "rich", "benchbook.store", "jinja2"]
    code = f"import sys; import benchbook.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []


def test_version(benchbook):
    assert benchbook("--version").out.startswith("benchbook, version 0.")
