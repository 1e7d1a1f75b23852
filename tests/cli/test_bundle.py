"""Bundles from the command line."""

import pytest


@pytest.fixture
def keys(benchbook, tmp_path):
    done = benchbook("bundle", "keygen", tmp_path / "mine")
    assert done.code == 0
    return tmp_path / "mine.key", tmp_path / "mine.pub"


def test_a_store_goes_from_hand_to_hand(benchbook, catalogue, index_page, keys, tmp_path):
    private, public = keys
    benchbook("import", catalogue(), index_page(("Lumen", 40.5)))
    benchbook("keys", "create", "secret")
    file = tmp_path / "it.benchbook"
    created = benchbook("bundle", "create", "--key", private, "--output", file)
    assert created.code == 0
    assert "2 imports, 1 model, 2 scores, as of 2026-07-22, with documents" in created.out
    assert created.err == "for internal use only: artificial-analysis\n"
    checked = benchbook("bundle", "verify", file, "--public-key", public)
    assert (checked.code, checked.out.count("\n")) == (0, 1)
    assert checked.out.endswith("; sound\n")
    other = tmp_path / "other.db"
    assert benchbook("bundle", "load", file, "--public-key", public, "--store", other).code == 0
    assert benchbook("status", "--store", other, "--json").json()["counts"]["scores"] == 2
    assert benchbook("keys", "list", "--store", other, "--json").json() == []
    again = benchbook("bundle", "load", file, "--public-key", public, "--store", other)
    assert (again.code, len(again.err.splitlines())) == (3, 1)
    assert benchbook("bundle", "load", file, "--public-key", public, "--store", other, "--replace").code == 0


def test_a_bundle_tells_its_manifest(benchbook, keys, tmp_path):
    private, public = keys
    file = tmp_path / "it.benchbook"
    created = benchbook("bundle", "create", "--key", private, "--output", file, "--without-raw", "--json").json()
    assert created == benchbook("bundle", "verify", file, "--public-key", public, "--json").json()
    assert (created["with_raw"], created["as_of"]) == (False, None)


def test_what_is_wrong_is_one_line(benchbook, keys, catalogue):
    private, public = keys
    for words in (
        ("bundle", "verify", catalogue(), "--public-key", public),
        ("bundle", "load", catalogue(), "--public-key", public),
        ("bundle", "create", "--key", public, "--output", "it"),
        ("bundle", "verify", catalogue(), "--public-key", private),
        ("bundle", "keygen", private.with_suffix("")),
    ):
        done = benchbook(*words)
        assert (done.code, len(done.err.splitlines())) == (1, 1), words
