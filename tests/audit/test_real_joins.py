"""Real joins, where the shared data is at hand: a public catalogue's own, and the starter document's."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchbook.audit import audit_assertions, audit_names, audit_scores, read_against
from benchbook.pipeline import Reading, import_files
from benchbook.resolve import packaged_facts
from benchbook.resolve.catalog_file import read_catalogue
from benchbook.store import open_store

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
CATALOGUE = DATA / "openrouter" / "models-2026-07-22.json"
DIRECT = (
    DATA / "artificial-analysis" / "llms-models-2026-07-22.json",
    DATA / "design-arena" / "leaderboards-2026-07-22.json",
)
NOW = datetime(2026, 10, 4, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CATALOGUE.exists(), reason="the shared data is not here")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("audit") / "store.db")) as opened:
        for _, outcome in import_files(opened, map(str, (CATALOGUE, *DIRECT)), Reading(now=NOW)):
            assert not isinstance(outcome, Exception), outcome
        yield opened


def audited(store, path):
    relay = read_against(str(path), now=NOW)
    return audit_scores(relay, store.models(), store.results(), store.refreshes(), packaged_facts())


def test_our_join_agrees_with_the_catalogues_and_explains_the_rest(store):
    audit = audited(store, CATALOGUE)
    assert audit.summary.comparable > 100
    assert audit.summary.agreement_percent >= 97
    assert audit.summary.same_first_row >= 0.97 * audit.summary.agreeing_rows
    assert all(found.explanation and found.cause for found in audit.findings if found.outcome != "same")


def test_the_known_wrong_joins_are_theirs(store):
    wrong = {found.model_id: found for found in audited(store, CATALOGUE).findings if found.fault == "theirs"}
    for model_id, figures_of in (
        ("moonshotai/kimi-k2-thinking", "k2-think-v2"),
        ("cohere/command-a", "command-a-plus"),
        ("tencent/hy3-preview", "hy3"),
    ):
        assert [holder.slug for holder in wrong[model_id].holders] == [figures_of]


def test_a_wrong_label_of_the_feed_is_theirs(store):
    audit = audited(store, DATA / "openrouter" / "benchmarks-sample-2026-10-03.json")
    wrong = {found.theirs.name: found for found in audit.findings if found.fault == "theirs"}
    assert wrong["Codestral 2 (2501)"].model_id == "mistralai/codestral-2508"


def test_a_list_of_names_is_judged():
    names = read_against(str(DATA / "names" / "dev.csv"), now=NOW)
    audit = audit_names(names, read_catalogue(str(CATALOGUE), now=NOW).models, packaged_facts())
    assert audit.summary.rows == 421
    assert audit.summary.agreement_percent >= 97
    assert all(found.refusal for found in audit.findings if found.outcome in {"differs", "only_theirs"})


def test_the_starters_joins_against_the_catalogue_of_the_same_winter():
    entries = read_catalogue(str(DATA / "openrouter" / "models-2026-01-29.json"), now=NOW).models
    found = {one.name: one for one in audit_assertions(entries, "January's", packaged_facts()).assertions}
    contradicted = {name for name, one in found.items() if one.verdict == "contradicts"}
    assert contradicted == {"MagistralSmall 1.2", "Kimi K2"}
    undecided = found["Qwen3 Next 80BA3B"]
    assert undecided.verdict == "cannot tell"
    assert {one.rpartition("-")[2] for one in undecided.candidates} == {"instruct", "thinking"}
    rest = found.keys() - contradicted - {"Qwen3 Next 80BA3B"}
    assert all((found[name].verdict == "agrees") == found[name].listed for name in rest)
