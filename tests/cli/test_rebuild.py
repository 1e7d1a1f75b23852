"""A new store from the archive, from the command line."""

import sqlite3


def test_the_command_compares_what_both_serve(benchbook, catalogue, index_page, tmp_path):
    benchbook("import", catalogue(), index_page(("Lumen", 40.5)))
    done = benchbook("rebuild", "--into", tmp_path / "new.db")
    assert done.code == 0
    assert "2 imports of" in done.out
    assert done.out.endswith("both stores serve the same\n")
    again = benchbook("rebuild", "--into", tmp_path / "new.db")
    assert again.code == 3
    assert "is not empty; nothing was changed" in again.err


def test_the_command_says_when_they_differ(benchbook, catalogue, tmp_path):
    benchbook("import", catalogue())
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE catalog SET body = replace(body, 'Lumen', 'Lumens')")
    connection.close()
    done = benchbook("rebuild", "--into", tmp_path / "new.db")
    assert done.code == 1
    assert "serves something else" in done.err
    assert len(done.err.splitlines()) == 1
