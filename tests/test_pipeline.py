"""The whole way: documents in, one published state out, whatever their order."""

import itertools
import json
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchbook.api.shapes import ENCODER
from benchbook.errors import NothingToImport
from benchbook.model import Claim, ImportSummary, Labels, Matched, Parsed, Raw, Rejected, Result, Scope
from benchbook.pipeline import Reading, decide, import_document, import_files, load_starter, re_resolve
from benchbook.publication import publication_of
from benchbook.resolve import Resolver, remembered
from benchbook.resolve.facts import Alias, FactLayer, Rejection
from benchbook.resolve.user_facts import load_facts, merged
from benchbook.snapshot import build_snapshot
from benchbook.sources import Source, source_by_id
from benchbook.store import Decider, open_store

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
NOW = datetime(2026, 10, 3, tzinfo=UTC)
ME = Decider(name="me")
MODELS = ("lumen", "quill", "ember")


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as opened:
        yield opened


def entry(name, prompt="0.000001", **more):
    return {
        "id": f"acme/{name}",
        "canonical_slug": f"acme/{name}-20260101",
        "name": f"Acme: {name.title()}",
        "created": 1767225600,
        "context_length": 1000,
        "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": {"prompt": prompt, "completion": "0.000002"},
        "top_provider": {"context_length": 1000, "max_completion_tokens": None, "is_moderated": False},
        "supported_parameters": [],
        **more,
    }


def raw(value, day, name="synthetic.json"):
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Raw(body=json.dumps(value).encode(), origin=name, received_at=NOW, stated_at=moment)


def index_row(number, name, coding, intelligence=None):
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "name": name,
        "slug": name.lower().replace(" ", "-"),
        "model_creator": {"id": "1", "name": "Acme"},
        "evaluations": {
            "artificial_analysis_coding_index": coding,
            "artificial_analysis_intelligence_index": intelligence,
        },
    }


def board(**ratings):
    data = [{"modelId": name, "elo": elo, "winRate": 50, "battles": 100} for name, elo in ratings.items()]
    request = {"arenaType": "agents", "category": "fullstack"}
    return {"leaderboards": {"fullstack": {"request": request, "data": data}}}


def relayed(name, coding):
    benchmarks = {
        "artificial_analysis": {"intelligence_index": 40, "coding_index": coding, "agentic_index": 7},
        "design_arena": [{"arena": "models", "category": "website", "elo": 1200, "win_rate": 51.5, "rank": 1}],
    }
    return entry(name, benchmarks=benchmarks)


DOCUMENTS = [
    ("openrouter", raw({"data": [entry("lumen"), entry("quill")]}, "2026-01-29")),
    ("openrouter", raw({"data": [entry("lumen", "0.000003"), relayed("ember", 20)]}, "2026-06-16")),
    ("openrouter", raw({"data": [entry("lumen", "0.000005"), relayed("ember", 25)]}, "2026-07-22")),
    ("artificial-analysis", raw({"models": [index_row(1, "Lumen", 30), index_row(2, "Quill", 9)]}, "2026-06-30")),
    ("artificial-analysis", raw({"models": [index_row(1, "Lumen", 33)]}, "2026-07-22")),
    ("design-arena", raw(board(lumen=1300, codename=1250), "2026-07-01")),
]


def snapshot_of(store):
    return build_snapshot(publication_of(store.state()), ENCODER)


def import_all(store, documents):
    return [import_document(store, source_by_id(source_id), (document,)) for source_id, document in documents]


def test_published_state_does_not_depend_on_the_order_of_imports(tmp_path):
    seen = set()
    for number, order in enumerate(itertools.islice(itertools.permutations(DOCUMENTS), 0, 720, 37)):
        with open_store(str(tmp_path / f"{number}.db")) as store:
            import_all(store, order)
            assert store.check() == ()
            snapshot = snapshot_of(store)
            models = tuple((line.body, line.offers) for line in snapshot.models)
            seen.add((snapshot.hash, snapshot.by_index, snapshot.arenas, models))
    assert len(seen) == 1
    _, by_index, arenas, models = seen.pop()
    assert [json.loads(line.body)["coding_index"] for line in by_index] == [25, 33]
    assert [json.loads(line.body)["model_permaslug"] for line in arenas] == [
        "acme/lumen-20260101",
        "codename",
        "acme/ember-20260101",
    ]
    prices = {json.loads(body)["id"]: json.loads(body)["pricing"]["prompt"] for body, _ in models}
    assert prices == {"acme/lumen": "0.000005", "acme/ember": "0.000001"}


def test_reopened_store_gives_the_same_snapshot(tmp_path):
    path = str(tmp_path / "store.db")
    with open_store(path) as store:
        import_all(store, DOCUMENTS)
        before = snapshot_of(store)
    with open_store(path) as store:
        assert snapshot_of(store).hash == before.hash


def test_every_summary_adds_up_and_repeats_change_nothing(store):
    first = import_all(store, DOCUMENTS)
    generation, counts = store.generation(), store.counts()
    again = import_all(store, DOCUMENTS)
    assert all(one.rows_read == one.scores + one.unresolved + one.rejected for one in first + again)
    assert all(one.repeated and one.changed == 0 for one in again)
    assert store.counts() == counts
    assert store.generation() >= generation


def test_waiting_names_are_joined_when_their_model_comes(store):
    (waiting,) = import_all(store, DOCUMENTS[4:5])
    assert (waiting.scores, waiting.unresolved) == (0, 1)
    assert snapshot_of(store).by_coding == ()
    import_all(store, DOCUMENTS[2:3])
    assert b"acme/lumen-20260101" in snapshot_of(store).by_coding[0].body


def test_score_stays_on_a_model_that_left_the_catalogue(store):
    import_all(store, DOCUMENTS[:2] + DOCUMENTS[3:4])
    quill = [line for line in snapshot_of(store).by_coding if b"quill" in line.body]
    assert json.loads(quill[0].body)["pricing"] is None
    assert [stored.listed for stored in store.models() if stored.model.id == "acme/quill"] == [False]


def own_facts(*facts):
    aliases = tuple(fact for fact in facts if isinstance(fact, Alias))
    rejections = tuple(fact for fact in facts if isinstance(fact, Rejection))
    return merged(FactLayer(folder="mine", aliases=aliases, rejections=rejections))


def alias(name, model, **more):
    return Alias(name=name, model=model, origin="synthetic", date=NOW.date(), **more)


def rejection(name, model):
    return Rejection(name=name, model=model, reason="another", origin="synthetic", date=NOW.date())


def kinds(done):
    return {difference.name: difference.kind for difference in done.differences}


def test_a_gained_model_needs_no_command_of_its_own(store):
    import_all(store, DOCUMENTS[4:5])
    import_all(store, DOCUMENTS[2:3])
    again = re_resolve(store)
    assert again.differences == ()
    assert again.explained_anew == 0
    assert sum(rule.subjects for rule in again.rules) + again.unresolved == again.subjects


def test_re_resolving_leaves_scores_on_models_that_left(store):
    import_all(store, DOCUMENTS[:2] + DOCUMENTS[3:4])
    assert re_resolve(store).differences == ()
    (quill,) = [result for result in store.results() if result.labels.name == "Quill"]
    assert (quill.identity.model_id, quill.standing) == ("acme/quill", True)


def test_facts_are_obeyed_by_imports_and_differences_are_told(store):
    rows = raw({"models": [index_row(1, "Lumen", 30), index_row(2, "Nib", 9), index_row(3, "Ember", 7)]}, "2026-06-30")
    import_document(store, source_by_id("openrouter"), (DOCUMENTS[0][1],))
    facts = own_facts(alias("Nib", "acme/quill"))
    import_document(store, source_by_id("artificial-analysis"), (rows,), facts=facts)
    assert re_resolve(store, facts).differences == ()
    other = own_facts(alias("Lumen", "acme/quill"), alias("Ember", "acme/lumen"), rejection("Nib", "acme/quill"))
    generation = store.generation()
    planned = re_resolve(store, other, dry_run=True)
    assert store.generation() == generation
    assert kinds(planned) == {"Lumen": "moved", "Ember": "gained", "Nib": "lost"}
    done = re_resolve(store, other)
    assert done.differences == planned.differences
    assert (planned.dry_run, done.dry_run) == (True, False)
    assert [difference.kind for difference in done.differences] == ["gained", "lost", "moved"]
    assert done.scores("moved") == 1
    (moved,) = [one for one in done.differences if one.kind == "moved"]
    assert (moved.before, moved.after, moved.rule) == ("acme/lumen", "acme/quill", "alias")
    assert kinds(re_resolve(store)) == {"Lumen": "moved", "Ember": "lost"}
    assert store.check() == ()


def test_a_failed_re_resolution_changes_nothing(store, monkeypatch):
    import_all(store, DOCUMENTS)
    before = {subject.labels.name: subject.identity for subject in store.subjects()}

    def broken(*_):
        raise OSError("torn")

    monkeypatch.setattr("benchbook.store.writes.Writer._insert", broken)
    with pytest.raises(OSError, match="torn"):
        re_resolve(store, own_facts(alias("Quill", "acme/lumen")))
    assert {subject.labels.name: subject.identity for subject in store.subjects()} == before


def test_a_decision_changes_file_and_store_together(store, tmp_path):
    import_all(store, DOCUMENTS)
    folder = tmp_path / "facts"
    generation = store.generation()
    assert decide(store, folder, alias("never seen", "acme/lumen"), NOW, by=ME).resolution.differences == ()
    assert store.generation() > generation
    done = decide(store, folder, alias("codename", "acme/lumen"), NOW, by=ME).resolution
    assert kinds(done) == {"codename": "gained"}
    assert [one.name for one in load_facts(folder).aliases[:2]] == ["never seen", "codename"]
    assert re_resolve(store, load_facts(folder)).differences == ()


def test_an_import_resolves_each_of_its_names_once(store, monkeypatch):
    import_all(store, DOCUMENTS[:1])
    monkeypatch.setattr(remembered, "_made", OrderedDict())
    asked = []
    resolve = Resolver.resolve

    def counted(resolver, labels, *where):
        asked.append(labels.name)
        return resolve(resolver, labels, *where)

    monkeypatch.setattr(Resolver, "resolve", counted)
    import_all(store, DOCUMENTS[3:4])
    assert sorted(asked) == ["Lumen", "Quill"]


def test_starter_is_silent_once_real_readings_are_there(store):
    summary = load_starter(store, NOW)
    assert (summary.models, summary.scores, summary.unresolved) == (15, 15, 0)
    snapshot = snapshot_of(store)
    assert len(snapshot.models) == 15
    assert len(snapshot.by_coding) == 13
    import_all(store, DOCUMENTS)
    snapshot = snapshot_of(store)
    assert [json.loads(line.body)["coding_index"] for line in snapshot.by_coding] == [33, 25]
    assert len(snapshot.models) == 2


def test_questionable_joins_are_kept_marked_and_off_the_wire(store):
    load_starter(store, NOW)
    questioned = {
        result.labels.name: result.identity.doubt
        for result in store.results()
        if isinstance(result.identity, Matched) and result.identity.doubt
    }
    assert set(questioned) == {"Kimi K2", "Magistral Small 1.2"}
    bodies = b"".join(line.body for line in snapshot_of(store).by_coding)
    assert b"kimi-k2-thinking" not in bodies
    assert b"magistral-small-2506" not in bodies


def test_document_of_bad_rows_alone_changes_nothing(store):
    bad = raw({"data": [entry("lumen", prompt=1.5)]}, "2026-07-22")
    with pytest.raises(NothingToImport, match=r"all 1 rows were rejected, the first \(data\[0\]\)"):
        import_document(store, source_by_id("openrouter"), (bad,))
    assert store.imports() == ()
    assert store.archived(bad.sha256) is None


def test_rejected_entry_does_not_withdraw_what_was_known(store):
    import_all(store, DOCUMENTS[:1])
    bad = raw({"data": [entry("lumen"), entry("quill", prompt="7")]}, "2026-07-22")
    summary = import_document(store, source_by_id("openrouter"), (bad,))
    assert (summary.models, summary.rejected, summary.withdrawn) == (1, 1, 0)
    assert {stored.model.id for stored in store.models() if stored.listed} == {"acme/lumen", "acme/quill"}


def test_rows_that_do_not_add_up_are_a_defect(store):
    scope = Scope(source="broken", feed="f")
    claim = Claim(
        scope=scope,
        subject="s",
        labels=Labels(name="n"),
        results=(Result(board="b", measures={"m": 1}),),
        locator="data[0]",
    )
    parsed = Parsed(
        source="broken",
        observed_at=NOW,
        rows_read=3,
        claims=(claim,),
        rejected=(Rejected(locator="data[1]", reason="r"),),
    )
    broken = Source(
        id="broken",
        title="Broken",
        homepage="https://example.test",
        licence="open",
        citation="synthetic",
        parse=lambda _: parsed,
        recognise=lambda _: False,
    )
    with pytest.raises(AssertionError, match="3 rows read"):
        import_document(store, broken, (raw({}, "2026-01-01"),))
    assert store.imports() == ()


def test_real_files_add_up_and_are_served(store):
    files = sorted(
        str(path)
        for folder in ("openrouter", "artificial-analysis", "design-arena")
        for path in (SHARED / folder).glob("*.json")
    )
    if not files:
        pytest.skip("the shared data are not here")
    reading = Reading(now=NOW, max_bytes=256 * 1024 * 1024)
    outcomes = [outcome for _, outcome in import_files(store, files, reading)]
    assert all(isinstance(outcome, ImportSummary) for outcome in outcomes)
    assert len(outcomes) == len(files)
    assert all(one.rows_read == one.scores + one.unresolved + one.rejected for one in outcomes)
    snapshot = snapshot_of(store)
    assert len(snapshot.models) == 342
    assert len(snapshot.by_coding) > 100
    assert len(snapshot.by_agentic) > 90
    assert len(snapshot.arenas) > 900
    assert store.check() == ()


def test_evidence_of_one_document_speaks_for_the_subject_in_all(store):
    catalogue = raw({"data": [entry("lumen", hugging_face_id="acme/Lumen")]}, "2026-06-01")
    page = {"tier": "free", "intelligence_index_version": 4.1, "data": [index_row(1, "Lumen", 30)]}
    dump = index_row(1, "Lumen", 33) | {"metadata": {"huggingface_url": "https://huggingface.co/acme/Lumen-H"}}
    import_all(store, [("openrouter", catalogue), ("artificial-analysis", raw(page, "2026-06-30"))])
    assert len(snapshot_of(store).by_coding) == 1
    import_all(store, [("artificial-analysis", raw({"models": [dump]}, "2026-06-02"))])
    assert snapshot_of(store).by_coding == ()
    assert {type(result.identity).__name__ for result in store.results()} == {"Unmatched"}
    import_all(store, [("artificial-analysis", raw(page, "2026-06-30"))])
    assert snapshot_of(store).by_coding == ()
