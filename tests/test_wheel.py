"""What users get is the wheel: built, unpacked and run, away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    if not (ROOT / "pyproject.toml").exists():
        pytest.skip("not in a checkout")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(unpacked, tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "benchbook", *arguments],
        env={**os.environ, "PYTHONPATH": str(unpacked), "BENCHBOOK_STORE": str(tmp_path / "store.db")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_of_the_source_tree_is_in_the_wheel(unpacked):
    source = ROOT / "src" / "benchbook"
    expected = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {str(path.relative_to(unpacked / "benchbook")) for path in (unpacked / "benchbook").rglob("*")}
    assert expected <= shipped


def test_licence_and_entry_point_are_in_the_wheel(unpacked):
    names = {path.name for path in unpacked.rglob("*")}
    assert {"LICENSE", "entry_points.txt"} <= names


def test_the_wheel_runs(unpacked, tmp_path):
    where = subprocess.run(
        [sys.executable, "-c", "import benchbook; print(benchbook.__file__)"],
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(unpacked))
    starter = unpacked / "benchbook" / "starter" / "coding.toml"
    imported = run(unpacked, tmp_path, "import", str(starter))
    assert imported.returncode == 0, imported.stderr
    assert "15 models; 15 rows = 15 scores + 0 unresolved + 0 rejected" in imported.stdout
    report = run(unpacked, tmp_path, "report", "coding")
    assert report.returncode == 0, report.stderr
    assert "15/15" in report.stdout
