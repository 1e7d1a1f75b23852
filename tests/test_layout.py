"""What holds for the whole tree: the order of imports, sizes, names, complete documentation."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import benchbook
from benchbook import errors

SRC = Path(benchbook.__file__).parent
ROOT = SRC.parents[1]
MODULES = sorted(path for path in SRC.rglob("*.py"))
ORDER = [
    "collector",
    "errors",
    "wording",
    "places",
    "ratings",
    "model",
    "facts",
    "metrics",
    "json_repair",
    "sources",
    "documents",
    "moments",
    "fetch",
    "resolve",
    "store",
    "votes",
    "publication",
    "catalogue",
    "changes",
    "snapshot",
    "report",
    "audit",
    "export",
    "leaderboard",
    "arena",
    "pipeline",
    "scorekeeper",
    "review",
    "watch",
    "charts",
    "api",
    "rebuild",
    "bundle",
    "web",
    "cli",
]
MOST_FUNCTION_LINES = 60
MOST_MODULE_LINES = 600


def layer(path):
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("benchbook."):
            yield node.module.split(".")[1]
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("benchbook."):
                    yield name.name.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_down(path):
    own = layer(path)
    if own in {"__init__", "__main__"}:
        return
    assert own in ORDER, f"{own} has no place in the order yet"
    above = {name for name in imported(path) if ORDER.index(name) > ORDER.index(own)}
    assert above == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_modules_and_functions_stay_small(path):
    text = path.read_text()
    assert text.count("\n") <= MOST_MODULE_LINES
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_room_without_a_name():
    forbidden = {"utils", "helpers", "manager", "base", "common", "misc"}
    assert {path.stem.strip("_") for path in MODULES} & forbidden == set()


def test_only_one_module_opens_outbound_sockets():
    clients = {"httpx2", "httpx", "requests", "urllib3", "aiohttp", "http.client", "urllib.request", "socket"}
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            if clients & set(names):
                found.add(str(path.relative_to(SRC)))
    assert found == {"fetch/client.py", "api/server.py"}
    behind = [path for path in MODULES if "benchbook.fetch.client" in path.read_text()]
    assert {layer(path) for path in behind} == {"fetch"}


def test_every_error_is_drawn_in_the_tree():
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__))
    defined = {
        name
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, errors.BenchbookError) and value is not errors.BenchbookError
    }
    assert drawn == defined


def packages_with_exports():
    for module in pkgutil.walk_packages(benchbook.__path__, "benchbook."):
        if module.ispkg and "migrations" not in module.name:
            package = importlib.import_module(module.name)
            if hasattr(package, "__all__"):
                yield package


def test_exports_are_sorted_and_complete():
    packages = list(packages_with_exports())
    assert packages
    for package in packages:
        assert list(package.__all__) == sorted(package.__all__), package.__name__
        assert all(hasattr(package, name) for name in package.__all__), package.__name__


def repository_files():
    skipped = {
        ".git",
        ".venv",
        "dist",
        "build",
        ".benchbook",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".screenshots",
    }
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        if path.is_file() and not parts & skipped and "__pycache__" not in parts and path.suffix != ".db":
            yield path


def test_nothing_names_a_registry_or_a_place_of_one_machine():
    if not (ROOT / "Makefile").exists():
        pytest.skip("not in a checkout")
    hosts = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"))
    places = "|".join(("/" + "work/", "/" + "root/", "/" + "tmp/v0"))
    pattern = re.compile(f"{hosts}|{places}")
    named = [
        str(path.relative_to(ROOT))
        for path in repository_files()
        if pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []


def test_version_stands_in_the_changelog():
    changelog = ROOT / "CHANGELOG.md"
    if not changelog.exists():
        pytest.skip("not in a checkout")
    assert f"## {benchbook.__version__}" in changelog.read_text()
