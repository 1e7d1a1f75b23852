"""``docs/export.md``: its commands and its programs run, its columns are all there are."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from exported_publication import MOMENT, PUBLICATION

from benchbook.changes import Change
from benchbook.cli import main
from benchbook.export import changes_table, table_of
from benchbook.export.formats import FORMATS
from benchbook.export.tables import WHATS
from benchbook.report.spreadsheet import FORMULA_STARTS
from benchbook.store import open_store

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "export.md"

pytestmark = pytest.mark.skipif(not DOCUMENT.exists(), reason="not in a checkout")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command in an empty folder, on a store that says what the synthetic publication says."""
    monkeypatch.setenv("BENCHBOOK_STORE", str(tmp_path / "store.db"))
    monkeypatch.chdir(tmp_path)
    open_store(str(tmp_path / "store.db")).close()
    monkeypatch.setattr("benchbook.publication.publication_of", lambda _, **__: PUBLICATION)
    change = Change(kind="price", at=MOMENT, source="openrouter", licence="attribution")
    monkeypatch.setattr("benchbook.changes.changes", lambda *_: (change,))

    def command(line):
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        with pytest.raises(SystemExit) as stopped:
            main()
        assert not stopped.value.code, capsys.readouterr().err

    return command


def test_commands_and_programs_run(run, capsys):
    (commands,) = blocks("sh")
    for line in commands.splitlines():
        run(line)
    programs = blocks("python")
    assert len(programs) >= 5
    for program in programs:
        capsys.readouterr()
        exec(compile(program, str(DOCUMENT), "exec"), {})
        assert capsys.readouterr().out or "free = " in program


def test_every_column_and_format_is_named():
    text = DOCUMENT.read_text()
    for table in (*(table_of(what, PUBLICATION) for what in WHATS), changes_table(())):
        assert [name for name in table.names if f"`{name}`" not in text] == []
    assert all(f"| `{name}` |" in text for name in FORMATS)
    assert f"STARTS = {FORMULA_STARTS!r}".replace("'", '"') in text
