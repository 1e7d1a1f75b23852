"""Any date, what changed and one model's history on the command line."""

from datetime import UTC, datetime, timedelta

import pytest

from benchbook.model import Claim, Labels, Matched, Parsed, Raw, Result, Scope, Unmatched
from benchbook.store import open_store


@pytest.fixture
def past(benchbook, catalogue, model, index_page):
    """Lumen got dearer in July and Quill came; Artificial Analysis' page of June states method 4.1."""
    dear = {"prompt": "0.0000015", "completion": "0.000002"}
    done = benchbook(
        "import",
        catalogue(model("acme/lumen"), name="models-2026-06-16.json"),
        catalogue(model("acme/lumen", pricing=dear), model("acme/quill"), name="models-2026-07-22.json"),
        index_page(("Lumen", 50.5), name="page-2026-06-20.json"),
    )
    assert done.code == 0, done.err
    return benchbook


READS = (
    ("status",),
    ("report", "coding"),
    ("unresolved",),
    ("resolve", "Lumen"),
    ("export", "models"),
    ("changes",),
    ("history", "acme/lumen"),
)


@pytest.mark.parametrize("words", READS, ids=" ".join)
@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--as-of", "soon", "expected a date (2026-07-22)"),
        ("--as-of", "2999-01-01", "lies in the future"),
        ("--as-of", "2020-01-01", "lies before the first record, which is of 2026-06-16T00:00:00Z"),
        ("--known-at", "2020-01-01", "lies before the first record"),
    ],
)
def test_a_bad_moment_is_one_sentence(past, words, option, value, told):
    done = past(*words, option, value)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert told in done.err


def test_status_and_resolve_as_of_a_date(past):
    assert "models      1 listed, 0 gone" in past("status", "--as-of", "2026-06-18").out
    assert "models      2 listed, 0 gone" in past("status").out
    assert past("status", "--as-of", "2026-06-18", "--json").json()["counts"]["imports"] == 1
    assert "no catalogue entry has this name" in past("resolve", "Quill", "--as-of", "2026-06-30").out
    assert "matched    acme/quill" in past("resolve", "Quill").out


def test_reports_and_exports_as_of_a_date(past):
    done = past("report", "coding", "--as-of", "2026-06-18")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "As of 2026-06-20." in past("report", "coding").out
    assert "0.000001," in past("export", "prices", "--as-of", "2026-06-30").out
    assert "0.0000015," in past("export", "prices").out


def test_what_is_internal_is_left_out_of_what_is_passed_on(past):
    assert "50.5" in past("report", "coding").out
    done = past("report", "coding", "--public")
    assert (done.code, done.out) == (1, "")
    assert "50.5" in past("history", "acme/lumen").out
    assert "50.5" not in past("history", "acme/lumen", "--public").out
    assert "artificial-analysis" in past("changes", "--since", "2026-06-16").out
    assert "artificial-analysis" not in past("changes", "--since", "2026-06-16", "--public").out


def test_changes(past):
    done = past("changes", "--since", "2026-06-16")
    assert done.code == 0
    assert [line.split("  ")[-1].strip() for line in done.out.splitlines()] == [
        "2026-06-20",
        "artificial-analysis indices: 1 row read for the first time",
        "2026-07-22",
        "acme/lumen: prompt $1 per million tokens -> $1.5 per million tokens (+50 %)",
        "acme/quill came",
    ]
    assert done.err.splitlines()[0] == "3 changes since 2026-06-16."
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in done.err
    told = past("changes", "--since", "2026-06-16", "--kind", "price", "--json").json()
    assert [(change["old"], change["new"], change["percent"]) for change in told] == [("0.000001", "0.0000015", 50.0)]
    assert past("changes", "--since", "2026-06-16", "--model", "acme/q*").out.splitlines()[1].endswith("quill came")
    assert past("changes", "--until", "2026-06-18", "--since", "2026-06-17").out == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "prize"), "no kind of change 'prize'"),
        (("--since", "2026-07-01", "--until", "2026-06-20"), "lies after until"),
        (("--since", "x"), "since 'x': expected a date"),
    ],
)
def test_changes_that_cannot_be_told(past, words, told):
    done = past("changes", *words)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert told in done.err


def test_an_empty_store_has_no_changes(benchbook):
    done = benchbook("changes")
    assert (done.code, done.out) == (0, "")
    assert "0 changes" in done.err


def test_history(past):
    done = past("history", "acme/lumen")
    assert done.code == 0
    assert "  2026-06-16 to 2026-07-22  prompt: $1 per million tokens" in done.out
    assert "  2026-07-22 to now  prompt: $1.5 per million tokens" in done.out
    told = past("history", "acme/lumen", "--metric", "coding_index", "--json").json()
    assert [(each["value"], each["method_version"], each["ends"]) for each in told["scores"]] == [(50.5, "4.1", None)]
    assert past("history", "acme/lumen", "--as-of", "2026-06-30", "--json").json()["prices"][1]["ends"] is None
    unknown = past("history", "acme/lumem")
    assert (unknown.code, len(unknown.err.splitlines())) == (1, 1)
    assert "acme/lumen" in unknown.err


def test_exported_changes_end_at_the_moment_asked_for_and_not_at_the_last_reading_before_it(past, tmp_path):
    """A name was joined anew after the last document was read, and before the end of the day asked about."""
    today = datetime.now(UTC)
    with open_store(str(tmp_path / "late.db")) as store:
        raw = Raw(body=b"a", origin="a", received_at=today)
        scope = Scope(source="arena", feed="boards")
        figures = (Result(board="website", measures={"elo": 1200}),)
        claim = Claim(scope=scope, subject="x", labels=Labels(name="X"), results=figures, locator="x")
        for at in (today - timedelta(days=9), today):
            document = Parsed(source="arena", observed_at=at, rows_read=1, claims=(claim,))
            with store.writing() as writer:
                writer.at(today - timedelta(days=9))
                writer.record(document, (raw,), (Unmatched(reason="no"),), licence="open", citation="")
        with store.writing() as writer:
            writer.at(today - timedelta(days=5))
            (subject,) = writer.subjects()
            writer.reidentify({subject.id: Matched(model_id="acme/lumen", rule="alias")})
    moment = f"{today - timedelta(days=2):%Y-%m-%d}"
    words = ("--as-of", moment, "--store", str(tmp_path / "late.db"))
    assert "join-gained" in past("changes", *words).out
    assert "join-gained" in past("export", "changes", *words).out
