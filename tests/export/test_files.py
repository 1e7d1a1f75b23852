"""Files and folders that are there whole or not at all."""

import os
from pathlib import Path

import pytest

from benchbook.export import write_folder, write_whole


def failing(*chunks):
    yield from chunks
    raise RuntimeError


def test_a_file_is_replaced_only_when_all_is_written(tmp_path):
    file = tmp_path / "scores.csv"
    file.write_bytes(b"before")
    file.chmod(0o640)
    with pytest.raises(RuntimeError):
        write_whole(file, failing(b"half"))
    assert file.read_bytes() == b"before"
    assert write_whole(file, [b"af", b"ter"]) == 5
    assert file.read_bytes() == b"after"
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["scores.csv"]  # noqa: PTH208


def test_a_new_file_has_the_users_permissions(tmp_path):
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "new.csv", [b"x"])
    finally:
        os.umask(mask)
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o640


def test_a_link_keeps_pointing_at_its_file(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_bytes(b"before")
    link.symlink_to(target)
    write_whole(link, [b"after"])
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="a system without devices")  # noqa: PTH110
def test_a_device_is_written_to_and_not_replaced():
    assert write_whole(Path("/dev/null"), [b"abc"]) == 3
    assert not os.path.isfile("/dev/null")  # noqa: PTH113


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="a system without /proc")  # noqa: PTH110
def test_a_pipe_that_is_named_by_its_number_is_written_to():
    reading, writing = os.pipe()
    try:
        assert write_whole(Path(f"/proc/self/fd/{writing}"), [b"ab", b"c"]) == 3
        assert os.read(reading, 10) == b"abc"
    finally:
        os.close(reading)
        os.close(writing)


def test_a_folder_is_there_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "out"
    with pytest.raises(RuntimeError):
        write_folder(folder, failing(("a/b.json", b"{}")))
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    assert write_folder(folder, [("a/b.json", b"1"), ("c.json", b"2")]) == 2
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json")) == ["a/b.json", "c.json"]
    with pytest.raises(OSError, match="not empty"):
        write_folder(folder, [("d.json", b"3")])


def test_an_empty_folder_may_be_filled_and_stays_the_same(tmp_path):
    folder = tmp_path / "new"
    assert write_folder(folder, []) == 0
    before = folder.stat().st_ino
    assert write_folder(folder, [("a", b"1"), ("b/c", b"2")]) == 2
    assert folder.stat().st_ino == before
    assert (folder / "b" / "c").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
