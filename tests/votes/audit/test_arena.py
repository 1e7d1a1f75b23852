"""The audit of an arena: from files and requests to the verdicts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from ballots import ballot, chunk
from simulated import votes

from benchbook.errors import LogDamaged, NoSuchArena, NotRatable, UnknownThing
from benchbook.votes.audit import audit_votes
from benchbook.votes.log.importing import import_votes
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.stored import log_files
from benchbook.votes.schema import WINNERS

LLMFAO = Path(__file__).resolve().parents[4] / "shared" / "data" / "pairwise" / "llmfao.csv"
FIRST_DAY = datetime(2025, 10, 9, tzinfo=UTC)


def csv_of(judged, category=None):
    """Votes as a file has them."""
    lines = ["vote_id,model_a,model_b,winner,voter,prompt_id,time,side,category"]
    for row in range(len(judged)):
        when = datetime.fromtimestamp(judged.time[row] / 1_000_000, UTC).isoformat()
        cells = [
            f"v{row}",
            judged.models[judged.first[row]],
            judged.models[judged.second[row]],
            WINNERS[judged.outcome[row]],
            judged.name_of_voter(judged.voter[row]),
            f"p{judged.prompt[row]}",
            when,
            "left" if judged.left[row] else "right",
            category(row) if category else "",
        ]
        lines.append(",".join(cells))
    return "\n".join(lines)


@pytest.fixture
def imported(store, folder, tmp_path):
    """Imports votes into the arena ``mine``."""

    def run(judged, **more):
        path = tmp_path / "votes.csv"
        path.write_text(csv_of(judged, **more))
        import_votes(store, folder, "mine", str(path))
        return judged

    return run


def test_an_arena_that_was_imported_is_audited(store, folder, imported):
    judged = imported(votes(1, 3_000, 8, 80))
    found = audit_votes(store, folder, "mine")
    assert (found.arena, found.category, found.basis, found.as_of) == ("mine", "overall", "votes", None)
    assert found.verdict in {"fine", "look"}
    assert (found.contents.votes, found.contents.voters, found.contents.models) == (3_000, 80, 8)
    assert None not in {finding.verdict for finding in found.findings}
    assert found.contents.first_at == FIRST_DAY + timedelta(
        microseconds=int(judged.time[0] - FIRST_DAY.timestamp() * 1e6)
    )


def test_a_bias_in_a_file_is_found_in_the_arena(store, folder, imported):
    imported(votes(2, 12_000, 8, 80, left=30.0))
    found = audit_votes(store, folder, "mine").side
    assert found.finding.verdict == "suspicious"
    assert found.advantage == pytest.approx(30, abs=10)


def test_a_category_is_audited_by_itself(store, folder, imported):
    imported(votes(1, 1_000, 4, 80), category=lambda row: "code" if row % 4 == 0 else "prose, long"[:5])
    found = audit_votes(store, folder, "mine", "code")
    assert (found.category, found.contents.votes) == ("code", 250)
    assert audit_votes(store, folder, "mine", "overall").contents.votes == 1_000


def test_only_votes_that_were_cast_by_then_are_audited(store, folder, imported):
    judged = imported(votes(1, 1_000, 4, 80))
    then = FIRST_DAY + timedelta(days=10)
    found = audit_votes(store, folder, "mine", as_of=then)
    assert found.contents.votes == (judged.time <= then.timestamp() * 1e6).sum()
    assert found.contents.days == 10
    with pytest.raises(NotRatable, match=r"no votes until 2025-10-08 00:00 UTC, so that there is nothing to audit"):
        audit_votes(store, folder, "mine", as_of=FIRST_DAY - timedelta(days=1))


def test_votes_that_wait_in_the_store_are_audited_with_the_others(store, folder, imported):
    imported(votes(1, 500, 4, 30))
    posted = [
        ballot(f"posted-{number}", "model-000", "model-001", voter="newcomer", prompt=f"q{number}", flag=flag)
        for number, flag in enumerate([None] * 60 + ["names_visible"] * 2)
    ]
    post_votes(store, "mine", chunk(*posted), origin="a key")
    found = audit_votes(store, folder, "mine")
    assert (found.contents.votes, found.contents.flagged) == (560, {"names_visible": 2})
    assert found.devotion.voters[0].voter == "newcomer"


def test_what_was_not_taken_in_is_told_with_its_reasons(store, folder, tmp_path):
    path = tmp_path / "votes.csv"
    good = csv_of(votes(1, 300, 4, 30))
    path.write_text(
        good + "\nv301,model-000,model-000,tie,voter-1,p1,,,\nv302,model-000,model-001,whoever,voter-1,p1,,,"
    )
    import_votes(store, folder, "mine", str(path))
    import_votes(store, folder, "mine", str(path))
    found = audit_votes(store, folder, "mine").contents
    assert found.repeated == 300
    assert sum(found.rejected.values()) == 4
    assert len(found.rejected) == 2


def test_placements_are_audited_where_there_are_no_votes(store, folder, tmp_path):
    rows = [f"t{number},v{number % 9},a{number % 5},b{number % 3},c{number % 4},d{number % 2}" for number in range(200)]
    path = tmp_path / "placements.csv"
    path.write_text("\n".join(["tournament_id,voter,first,second,third,fourth", *rows]))
    import_votes(store, folder, "mine", str(path))
    found = audit_votes(store, folder, "mine")
    assert (found.basis, found.contents.votes) == ("placements", 1_200)


def test_names_that_are_not_there_are_told(store, folder, imported):
    imported(votes(1, 300, 4, 30), category="code".format)
    with pytest.raises(NoSuchArena):
        audit_votes(store, folder, "mein")
    with pytest.raises(UnknownThing, match=r"no category 'cod'.*code"):
        audit_votes(store, folder, "mine", "cod")


def test_a_file_of_the_log_that_is_missing_is_told(store, folder, imported):
    imported(votes(1, 300, 4, 30))
    for path in log_files(store, folder, "mine"):
        path.unlink()
    with pytest.raises(LogDamaged, match="is missing, with"):
        audit_votes(store, folder, "mine")


def test_the_same_votes_give_the_same_document(store, folder, imported):
    imported(votes(3, 2_000, 6, 40))
    documents = {msgspec.json.encode(audit_votes(store, folder, "mine")) for _ in range(2)}
    assert len(documents) == 1


@pytest.mark.skipif(not LLMFAO.exists(), reason="no ../shared/data/pairwise")
def test_the_pairwise_file_has_a_voter_with_a_favourite(store, folder):
    import_votes(store, folder, "llmfao", str(LLMFAO))
    found = audit_votes(store, folder, "llmfao")
    assert (found.contents.votes, found.contents.voters, found.contents.models) == (8_931, 124, 59)
    assert found.duplicates.repeated == 0
    devotee = found.devotion.voters[0]
    assert (devotee.voter, devotee.model, devotee.votes, devotee.score) == ("15", "Weaver 12k", 110, 106.5)
    assert found.side.advantage == pytest.approx(15.8, abs=0.1)
    assert {finding.check for finding in found.findings if finding.verdict is None} == {
        "bursts",
        "days",
        "cap",
        "drift",
    }
