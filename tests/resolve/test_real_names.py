"""Real names against real catalogues, where the shared data is at hand: nearly all right, none wrong."""

import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from benchbook.model import Labels, Matched, Raw
from benchbook.resolve import Resolver, packaged_facts
from benchbook.sources import all_sources

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
NAMES = DATA / "names" / "dev.csv"
ROWS = DATA / "artificial-analysis" / "llms-models-2026-07-22.json"
CATALOGUES = ("models-2026-01-29.json", "models-2026-06-16.json", "models-2026-07-22.json")
NOW = datetime(2026, 7, 22, tzinfo=UTC)

REFUSED = {
    ("Gemini 2.5 Pro", "google/gemini-2.5-pro-preview"): "an entry bears this very name; it is no preview",
    ("gemini-2-5-pro", "google/gemini-2.5-pro-preview"): "the same row's slug",
    ("MiniMax M1 40k", "minimax/minimax-m1"): "there are weights of 40k and of 80k; the entry does not say which",
    ("minimax-m1-40k", "minimax/minimax-m1"): "the same row's slug",
    ("Qwen3 Max (Preview)", "qwen/qwen3-max"): "the entry is the release, not the preview before it",
    ("qwen3-max-preview", "qwen/qwen3-max"): "the same row's slug",
    ("Qwen3 VL 32B (Reasoning)", "qwen/qwen3-vl-32b-instruct"): "the entry is the instruct model",
    ("qwen3-vl-32b-reasoning", "qwen/qwen3-vl-32b-instruct"): "the same row's slug",
    ("deepseek-v3-2-exp", "deepseek/deepseek-v3.2"): "an entry bears this very name; it is another release",
    ("grok-build-0-1-06-16", "x-ai/grok-build-0.1"): "the entry is dated 2026-05-20",
    ("hy3", "tencent/hy3-preview"): "an entry bears this very name; it is no preview",
}
"""Pairs of the list that are themselves wrong, and why; they do not count."""

pytestmark = pytest.mark.skipif(not NAMES.exists(), reason="the shared data is not here")


@cache
def catalogue(file):
    path = DATA / "openrouter" / file
    raw = Raw(body=path.read_bytes(), origin=file, received_at=NOW)
    return all_sources()["openrouter"].parse((raw,)).models


@cache
def resolver(*files):
    models = {model.id: model for file in files for model in catalogue(file)}
    return Resolver(models.values(), packaged_facts())


def pairs():
    with NAMES.open(encoding="utf-8") as lines:
        return [(row["source"], row["name"], row["model_id"]) for row in csv.DictReader(lines)]


def found(judge, name, source="", **labels):
    identity = judge.resolve(Labels(name=name, **labels), source)
    return identity.model_id if isinstance(identity, Matched) else None


def test_the_refused_pairs_stand_in_the_list():
    assert set(REFUSED) <= {(name, model_id) for _, name, model_id in pairs()}


def test_nearly_all_names_are_right_and_none_is_wrong():
    counted = [pair for pair in pairs() if pair[1:] not in REFUSED]
    judge = resolver(CATALOGUES[-1])
    answers = [(name, model_id, found(judge, name, source)) for source, name, model_id in counted]
    assert [answer for answer in answers if answer[2] not in {answer[1], None}] == []
    right = sum(theirs == ours for _, theirs, ours in answers)
    assert right / len(counted) >= 0.97


def test_pairs_that_are_wrong_are_not_followed():
    judge = resolver(CATALOGUES[-1])
    assert [pair for pair in pairs() if pair[1:] in REFUSED and found(judge, pair[1], pair[0]) == pair[2]] == []


def test_with_its_target_taken_out_a_name_matches_nothing():
    models = catalogue(CATALOGUES[-1])
    by_target = defaultdict(list)
    for source, name, model_id in pairs():
        if (name, model_id) not in REFUSED:
            by_target[model_id].append((source, name))
    false = []
    for target, names in by_target.items():
        gone = {model.permaslug for model in models if model.base_id == target}
        left = [model for model in models if model.base_id != target and model.permaslug not in gone]
        judge = Resolver(left, packaged_facts())
        # an alias to a model that the catalogue need not list is a person's word and no false match
        false += [(name, it) for source, name in names if (it := found(judge, name, source)) not in {None, target}]
    assert len(false) <= 0.005 * sum(map(len, by_target.values())), false


@pytest.mark.parametrize("file", CATALOGUES)
def test_every_id_and_permaslug_is_its_own(file):
    judge, models = resolver(file), catalogue(file)
    share = defaultdict(set)
    for model in models:
        share[model.permaslug].add(model.base_id)
    wrong = [(model.id, it) for model in models if (it := found(judge, model.id)) != model.base_id]
    wrong += [(model.base_id, it) for model in models if (it := found(judge, model.base_id)) != model.base_id]
    wrong += [(slug, it) for slug, ids in share.items() if (it := found(judge, slug)) not in ids]
    assert wrong == []


@pytest.mark.parametrize("file", CATALOGUES)
def test_every_name_that_only_one_entry_bears_is_its_own(file):
    judge, models = resolver(file), catalogue(file)
    owners = defaultdict(set)
    for model in models:
        owners[model.name].add(model.base_id)
    answers = {name: found(judge, name) for name, ids in owners.items() if len(ids) == 1}
    assert {name: it for name, it in answers.items() if it not in owners[name]} == {}


def test_pointers_are_themselves():
    pointers = [model for model in catalogue(CATALOGUES[-1]) if model.is_alias]
    assert pointers
    judge = resolver(CATALOGUES[-1])
    assert [model.id for model in pointers if found(judge, model.id) != model.id] == []


def test_explanations_and_candidates_agree_with_the_answers():
    judge = resolver(CATALOGUES[-1])
    for source, name, _ in pairs():
        labels = Labels(name=name)
        identity = judge.resolve(labels, source)
        explanation = judge.explain(labels, source)
        assert explanation.identity == identity == judge.candidates(labels, source)[0]
        won = [one.model_id for one in explanation.considered if one.outcome == "won"]
        assert won == ([identity.model_id] if isinstance(identity, Matched) else [])


# --- rows of one source with all that they say ------------------------------------------------

TRAPS = {
    "Step 3.5 Flash 2603": {None},
    "Grok 4.20 0309 v2 (Reasoning)": {None},
    "Grok 4.20 0309 v2 (Non-reasoning)": {None},
    "K2-V2 (high)": {None},
    "K2 Think V2": {None},
    "Command A+": {None},
    "Kimi K2 Thinking": {"moonshotai/kimi-k2-thinking"},
    "Qwen3 30B A3B 2507 (Reasoning)": {"qwen/qwen3-30b-a3b-thinking-2507"},
    "Qwen3 30B A3B 2507 Instruct": {"qwen/qwen3-30b-a3b-instruct-2507"},
    "DeepSeek R1 0528 (May '25)": {"deepseek/deepseek-r1-0528"},
    "DeepSeek R1 (Jan '25)": {"deepseek/deepseek-r1"},
    "GPT-4o (Nov '24)": {"openai/gpt-4o-2024-11-20"},
    "MiniMax M1 40k": {None},
    "Qwen3 Max (Preview)": {None},
}


@cache
def rows():
    return json.loads(ROWS.read_text(encoding="utf-8"))["models"]


def labels_of(row):
    url = (row["metadata"] or {}).get("huggingface_url") or ""
    _, _, repository = url.partition("huggingface.co/")
    return Labels(
        name=row["name"],
        slug=row["slug"],
        creator=row["model_creator"]["name"],
        hugging_face_id="/".join(repository.split("/")[:2]) or None,
    )


@pytest.mark.parametrize("name", TRAPS)
def test_known_traps(name):
    told = [row for row in rows() if row["name"] == name]
    if not told:
        pytest.skip("the row is not in this dump")
    for files in (CATALOGUES[-1:], CATALOGUES):
        for row in told:
            labels = labels_of(row)
            assert found(resolver(*files), labels.name, "artificial-analysis") in TRAPS[name] | {None}
            identity = resolver(*files).resolve(labels, "artificial-analysis")
            assert (identity.model_id if isinstance(identity, Matched) else None) in TRAPS[name]


def test_no_row_goes_to_another_creators_model():
    judge, authors = resolver(*CATALOGUES), packaged_facts().authors
    spelled = {row["model_creator"]["name"] for row in rows()}
    squeezed = {name: "".join(letter for letter in name.casefold() if letter.isalnum()) for name in spelled}
    for row in rows():
        identity = judge.resolve(labels_of(row), "artificial-analysis")
        if isinstance(identity, Matched):
            author = identity.model_id.partition("/")[0].removeprefix("~")
            creator = squeezed[row["model_creator"]["name"]]
            assert author in authors.get(creator, ()) or author.replace("-", "") == creator, row["name"]


def test_rows_that_differ_in_effort_alone_share_their_model():
    judge = resolver(*CATALOGUES)
    by_stem = defaultdict(Counter)
    for row in rows():
        stem, bracket, rest = row["name"].rpartition(" (")
        if bracket and rest.rstrip(")") in {"low", "medium", "high", "xhigh", "max", "minimal"}:
            identity = judge.resolve(labels_of(row), "artificial-analysis")
            if isinstance(identity, Matched):
                assert identity.configuration.effort == rest.rstrip(")") or identity.model_id.endswith(rest.rstrip(")"))
                by_stem[stem][identity.model_id] += 1
    assert by_stem
    assert {stem: ids for stem, ids in by_stem.items() if len(ids) > 1} == {}
