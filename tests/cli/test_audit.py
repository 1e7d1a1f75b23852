"""``benchbook audit``: a catalogue's scores, a list of names, the starter document's joins."""

import json

import pytest


@pytest.fixture
def relaying(catalogue, model):
    """A catalogue file in which one of two models carries the other's figures."""

    def scored(model_id, intelligence):
        figures = {"intelligence_index": intelligence, "coding_index": intelligence, "agentic_index": 1}
        return model(model_id, benchmarks={"artificial_analysis": figures, "design_arena": []})

    return catalogue(scored("acme/lumen-2", 40.5), scored("acme/ember-7b", 12.5), scored("acme/ember-70b", 12.5))


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("name,id\nLumen 2 (high),acme/lumen-2\nEmber 7B,acme/ember-70b\n")
    return path


def test_scores_are_compared_with_the_stores_own_rows(benchbook, relaying, index_page):
    benchbook("import", relaying, index_page(("Lumen 2", 40.5), ("Ember 7B", 12.5)))
    done = benchbook("audit", "--against", relaying)
    assert (done.code, done.err) == (0, "")
    assert "66.7 % agree" in done.out
    assert "acme/ember-70b, artificial-analysis indices: theirs is wrong" in done.out
    told = benchbook("audit", "--against", relaying, "--json").json()
    assert (told["kind"], told["summary"]["comparable"], told["summary"]["agreeing"]) == ("scores", 3, 2)


def test_without_own_rows_one_sentence_tells_so(benchbook, relaying):
    benchbook("import", relaying)
    done = benchbook("audit", "--against", relaying)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)


def test_names_are_compared_with_the_store_or_a_catalogue(benchbook, relaying, names):
    alone = benchbook("audit", "--against", names, "--catalog", relaying, "--json").json()
    assert [one["outcome"] for one in alone["findings"]] == ["same", "differs"]
    benchbook("import", relaying)
    done = benchbook("audit", "--against", names)
    assert done.code == 0
    assert "line 3, Ember 7B: theirs is wrong" in done.out


def test_the_starters_joins_need_no_store(benchbook, tmp_path, relaying):
    done = benchbook("audit", "--store", tmp_path / "nowhere" / "store.db")
    assert done.code == 0
    assert "contradicts: MagistralSmall 1.2 = mistralai/magistral-small-2506" in done.out
    assert not (tmp_path / "nowhere").exists()
    told = benchbook("audit", "--catalog", relaying, "--json").json()
    assert (told["kind"], len(told["assertions"]), told["agrees"]) == ("assertions", 15, 0)


def test_a_wrong_file_is_told_in_one_line(benchbook, tmp_path, index_page, relaying):
    other = tmp_path / "other.csv"
    other.write_text("word,number\na,1\n")
    for words in (
        ("--against", other),
        ("--against", index_page(("Lumen", 1))),
        ("--against", tmp_path / "none"),
        ("--against", tmp_path),
        ("--against", relaying, "--max-bytes", "10"),
        ("--catalog", other),
        ("--catalog", tmp_path / "none"),
        ("--facts", tmp_path / "none"),
    ):
        done = benchbook("audit", *words)
        assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1), words
    assert benchbook("audit", "--against", relaying, "--catalog", relaying).code == 2


def test_ones_own_facts_count(benchbook, tmp_path, relaying):
    folder = tmp_path / "decisions"
    folder.mkdir()
    (folder / "aliases.toml").write_text(
        '[[alias]]\nname = "Bluebird"\nmodel = "acme/ember-7b"\norigin = "its maker"\ndate = 2026-07-01\n'
    )
    names = tmp_path / "names.csv"
    names.write_text("name,id\nBluebird,acme/ember-7b\n")
    words = ("audit", "--against", names, "--catalog", relaying, "--json")
    assert benchbook(*words).json()["findings"][0]["outcome"] == "only_theirs"
    assert benchbook(*words, "--facts", folder).json()["findings"][0]["rule"] == "alias"


def test_control_characters_cannot_steer_a_terminal(benchbook, tmp_path, relaying):
    names = tmp_path / "names.csv"
    names.write_text(json.loads('"name,id\\nLu\\u001b[31mmen,acme/\\u001blumen\\n"'))
    done = benchbook("audit", "--against", names, "--catalog", relaying)
    assert done.code == 0
    assert "\x1b" not in done.out


def test_names_against_an_empty_store_are_told_in_one_line(benchbook, names):
    done = benchbook("audit", "--against", names)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "the store holds no models yet" in done.err


def test_a_catalogue_of_ids_and_names_is_enough(benchbook, names, tmp_path):
    path = tmp_path / "models.json"
    path.write_text(json.dumps([{"id": f"acme/{slug}", "name": slug} for slug in ("lumen-2", "ember-7b", "ember-70b")]))
    done = benchbook("audit", "--against", names, "--catalog", path)
    assert (done.code, done.err) == (0, "")
    assert "1 of their joins is wrong" in done.out
