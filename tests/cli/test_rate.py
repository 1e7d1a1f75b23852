"""``benchbook rate``: boards of arenas and of files, in every form, published. All votes are synthetic."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.arena.voted import random_votes

from benchbook.arena.document import BoardDocument
from benchbook.cli import cli
from benchbook.cli.vote_columns import COLUMNS
from benchbook.model import Raw
from benchbook.scorekeeper import last_published
from benchbook.sources import arena
from benchbook.store import open_store
from benchbook.votes.log.importing import import_votes
from benchbook.votes.reading.facts import vote_facts
from benchbook.votes.reading.nouns import Wanted

WINNERS = {"a": "model_a", "b": "model_b", "tie": "tie", "bad": "both_bad"}
FEW = 200


def lines(votes, **columns):
    """Votes as the lines of a CSV file with more columns beside them."""
    rows = zip(votes, *columns.values(), strict=True)
    told = [",".join(("model_a", "model_b", "winner", *columns))]
    told += [",".join((a, b, WINNERS[outcome], *map(str, more))) for (a, b, outcome), *more in rows]
    return "\n".join(told) + "\n"


@pytest.fixture
def voted(tmp_path):
    """Imports votes into an arena of the store."""

    def take(votes, arena="mine", name="votes.csv", category=None, **columns):
        path = tmp_path / name
        path.write_text(lines(votes, **columns))
        with open_store(str(tmp_path / "store.db")) as store:
            import_votes(store, tmp_path / "votes", arena, str(path), Wanted(category=category))
        return path

    return take


def table(done):
    """The rows of CSV output by name."""
    return {row["name"]: row for row in csv.DictReader(io.StringIO(done.out))}


def today():
    return f"{datetime.now(UTC):%Y-%m-%d}"


def boards(done):
    return done.json()["boards"]


def ratings(board):
    return {row["name"]: row["elo"] for row in board["models"]}


# --- an arena of the store -----------------------------------------------------------------


def test_an_arena_is_rated_and_what_the_figures_rest_on_is_told(benchbook, voted):
    voted([*random_votes(1, votes=FEW), *[("m0", "new", "a")] * 3, ("m1", "m2", "bad")])
    done = benchbook("rate", "mine")
    assert done.code == 0
    heading, _, header, *rows = done.out.splitlines()
    assert heading.startswith("mine/overall: 5 models, 203 battles, votes as of 20")
    assert header.split("  ")[0] == "rank"
    assert [row.split()[2] for row in rows[:4]] == ["m3", "m2", "m1", "m0"]
    assert rows[4].split()[:3] == ["-", "-", "new"]
    assert rows[4].endswith("not listed: under 15 battles")
    assert all(row.endswith("preliminary") for row in rows[:4])
    text = " ".join(" ".join(rows[5:]).split())
    assert "± and the intervals are 95 %" in text
    assert "204 votes on 5 models in 7 pairs. 1 of them (0.5 %) says that both are bad and counts apart." in text


def test_the_only_arena_needs_no_name_and_of_several_one_must_be_named(benchbook, voted):
    voted(random_votes(1, votes=FEW))
    assert benchbook("rate").out.startswith("mine/overall")
    voted(random_votes(2, votes=FEW), arena="other", name="others.csv")
    done = benchbook("rate")
    assert (done.code, "Name an ARENA: there is mine, other." in done.err) == (2, True)


def test_nothing_to_rate_is_a_sentence(benchbook, voted):
    assert "the store: holds no arena (hint: `benchbook votes import FILE` makes one)" in benchbook("rate").err
    voted(random_votes(1, votes=FEW), category="coding")
    for words, sentence in (
        (("mien",), "no arena 'mien' (hint: there is: mine;"),
        (("mine", "--category", "codng"), "no category 'codng' in the arena 'mine'"),
        (("mine", "--as-of", "2020-01-01"), "mine/overall: has no votes that count as of 2020-01-01 23:59 UTC\n"),
        (("mine", "--anchor", "nobody=1000"), "no model 'nobody' on the board"),
        (("mine", "--anchor", f"{'x' * 5000}=1000"), f"no model '{'x' * 200}' on the board"),
        (("mine", "--control", "length"), "no covariate 'length' of these votes, which have none; --covariate names"),
        (("mine", "--prior", "0.0001"), "method, prior: 0.0001, expected 0 or a number from 0.001 to 1,000"),
        (("mine", "--engine", "abacus"), "no engine 'abacus'"),
    ):
        done = benchbook("rate", *words)
        assert (done.code, done.out) == (1, ""), words
        assert sentence in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--votes", "a.csv", "--counts", "b.csv"), "--votes and --counts do not go together"),
        (("mine", "--votes", "a.csv", "--publish"), "--publish is for an arena of the store, not for --votes"),
        (("mine", "--all", "--category", "x"), "--all and --category do not go together"),
        (("--counts", "b.csv", "--voter-cap", "2"), "--voter-cap needs single votes, and counts tell nothing of them"),
        (("mine", "--engine", "duckdb", "--control", "x"), "--control needs single votes, and the engine duckdb"),
        (("--counts", "b.csv", "--as-of", "2026-01-01"), "--counts are of one board and one time"),
        (("mine", "--all", "--format", "document"), "A document holds one board: name one --category."),
        (("mine", "--licence", "open"), "--licence and --citation go with --publish"),
        (("mine", "--prior", "much"), "'much', expected auto or a number of virtual draws"),
        (("mine", "--anchor", "m0"), "'m0', expected NAME=RATING"),
        (("mine", "--anchor", "m0=nan"), "'m0=nan', expected NAME=RATING"),
        (("mine", "--anchor", "=1000"), "'=1000', expected NAME=RATING"),
        (("mine", "--voter-cap", "0"), "0 is not in the range x>=1"),
    ],
)
def test_words_that_do_not_go_together_are_refused(benchbook, words, sentence):
    done = benchbook("rate", *words)
    assert (done.code, done.out) == (2, "")
    assert sentence in " ".join(done.err.split())


def test_what_is_said_of_columns_is_for_files(benchbook, voted):
    command = cli.get_command(None, "rate")
    own = {option.name: max(option.opts, key=len) for option in command.params}
    assert set(COLUMNS) <= set(own)
    voted(random_votes(1, votes=FEW))
    for name in COLUMNS:
        given = ("2",) if name == "max_bytes" else ("x",)
        done = benchbook("rate", "mine", own[name], *given)
        assert (done.code, "goes with --votes" in done.err) == (2, True)


@pytest.mark.usefixtures("bare")
def test_columns_of_any_name_are_rated_if_they_are_said(benchbook, tmp_path):
    path = tmp_path / "votes.csv"
    lines_of = lines(random_votes(19, votes=FEW)).replace("model_a,model_b,winner\n", "this,that,better\n", 1)
    path.write_text(lines_of)
    refused = benchbook("rate", "--votes", path)
    assert (refused.code, "--model-a COLUMN" in refused.err) == (1, True)
    done = benchbook("rate", "--votes", path, "--model-a", "this", "--model-b", "that", "--winner", "better")
    assert (done.code, done.out.startswith("votes/overall: 4 models, 200 battles")) == (0, True)


def test_categories_are_boards_of_their_own(benchbook, voted):
    voted(random_votes(1, votes=FEW), category="coding")
    voted([*random_votes(2, votes=FEW)], name="b.csv", category="prose")
    voted([("m0", "m1", "bad")], name="c.csv", category="bad only")
    done = benchbook("rate", "mine", "--all", "--format", "json")
    assert done.code == 0
    assert [board["category"] for board in boards(done)] == ["overall", "coding", "prose"]
    assert [board["counts"]["votes"] for board in boards(done)] == [2 * FEW + 1, FEW, FEW]
    assert "mine/bad only: all 1 votes say that both are bad" in done.err
    alone = benchbook("rate", "mine", "--category", "prose", "--category", "coding", "--format", "json")
    assert [ratings(board) for board in boards(alone)] == [ratings(board) for board in boards(done)[:0:-1]]


def test_a_board_of_several_forms_says_the_same(benchbook, voted, tmp_path):
    voted(random_votes(1, votes=FEW))
    as_json = boards(benchbook("rate", "mine", "--format", "json"))[0]
    as_csv = table(benchbook("rate", "mine", "--format", "csv"))
    assert {name: float(row["rating"]) for name, row in as_csv.items()} == ratings(as_json)
    path = tmp_path / "board.json"
    done = benchbook("rate", "mine", "--format", "document", "-o", path, "--licence", "open", "--citation", "Mine.")
    assert (done.code, done.out) == (0, "")
    document = json.loads(path.read_text())
    assert (document["licence"], document["citation"]) == ("open", "Mine.")
    assert ratings(document) == ratings(as_json)
    assert benchbook("import", path).code == 0


def test_the_name_of_the_output_tells_its_form(benchbook, voted, tmp_path):
    voted(random_votes(1, votes=FEW))
    for name, form in (("board.csv", "csv"), ("board.JSON", "json"), ("board.txt", "table")):
        written = tmp_path / name
        assert benchbook("rate", "mine", "--output", written).code == 0
        begins = {"csv": b"arena,category,", "json": b'{\n  "boards"', "table": b"mine/overall: "}
        assert written.read_bytes().startswith(begins[form])
    done = benchbook("rate", "mine", "--output", tmp_path / "board.parquet")
    assert (done.code, (tmp_path / "board.parquet").exists()) == (2, False)
    assert "Boards are not written as .parquet: give --format, or a name that ends in .csv or .json." in done.err


def test_an_output_that_cannot_be_written_is_a_sentence(benchbook, voted, tmp_path):
    voted(random_votes(1, votes=FEW))
    done = benchbook("rate", "mine", "-o", tmp_path / "absent" / "x.csv")
    assert (done.code, "No such file or directory" in done.err) == (74, True)


# --- as of, caps, clusters, ties ------------------------------------------------------------


def dated(votes, seconds=3600):
    return {
        "cast_at": [
            f"2026-03-{1 + at * seconds // 86400:02}T{at * seconds // 3600 % 24:02}:00:00Z" for at in range(len(votes))
        ]
    }


def test_as_of_is_the_board_of_a_store_that_stopped_then(benchbook, voted):
    votes = random_votes(3, votes=FEW)
    voted(votes, **dated(votes))
    then = votes[: 4 * 24]
    voted(then, arena="then", name="then.csv", **dated(then))
    past = boards(benchbook("rate", "mine", "--as-of", "2026-03-04", "--format", "json"))[0]
    stopped = boards(benchbook("rate", "then", "--format", "json"))[0]
    assert past["models"] == stopped["models"]
    assert past["counts"]["sha256"] == stopped["counts"]["sha256"]
    assert past["rated_at"] == past["votes_until"] == "2026-03-04T23:59:59.999999Z"


def test_voters_are_taken_together_and_capped(benchbook, voted):
    votes = random_votes(4, votes=FEW)
    voters = [f"v{at % 40}" for at in range(FEW)]
    voted([*votes, *[("m0", "m3", "a")] * 50], voter=[*voters, *["spam"] * 50])
    plain = boards(benchbook("rate", "mine", "--format", "json"))[0]
    assert plain["method"]["covariance"] == "clustered by voter"
    assert (plain["counts"]["clusters"], plain["counts"]["votes"]) == (41, FEW + 50)
    sizes = [FEW // 40] * 40 + [50]
    worth = sum(sizes) ** 2 / sum(size * size for size in sizes)
    assert plain["counts"]["effective_clusters"] == pytest.approx(worth)
    alone = boards(benchbook("rate", "mine", "--cluster", "none", "--format", "json"))[0]
    assert ratings(alone) == ratings(plain)
    assert (alone["method"]["covariance"], alone["counts"]["clusters"]) == ("sandwich", None)
    assert alone["models"][0]["std_error"] != plain["models"][0]["std_error"]
    capped = boards(benchbook("rate", "mine", "--voter-cap", "5", "--format", "json"))[0]
    assert capped["counts"]["votes"] == FEW + 5
    assert capped["method"]["voter_cap"] == 5
    assert capped["notes"] == ["45 votes are left out: those after the first 5 of a voter on a day."]


def test_counts_alone_and_the_log_give_one_board(benchbook, voted):
    votes = random_votes(5, votes=FEW)
    voted(votes)
    kept = boards(benchbook("rate", "mine", "--format", "json"))[0]
    for engine in ("arrow", "duckdb"):
        again = boards(benchbook("rate", "mine", "--engine", engine, "--as-of", today(), "--format", "json"))
        assert again[0]["models"] == kept["models"]
        assert again[0]["counts"] == kept["counts"]


def test_davidson_and_simultaneous_are_stated(benchbook, voted):
    voted(random_votes(6, votes=FEW, ties=0.4))
    board = boards(benchbook("rate", "mine", "--ties", "davidson", "--simultaneous", "--format", "json"))[0]
    assert board["components"][0]["tie_parameter"] > 0.4
    assert "ties davidson" in board["method"]["version"]
    assert "ranks by max-t" in board["method"]["version"]
    assert board["method"]["simultaneous"]


def test_a_covariate_is_shown_with_its_error(benchbook, voted):
    votes = random_votes(7, votes=2 * FEW)
    voted(votes, side=["left", "right"] * FEW)
    done = benchbook("rate", "mine", "--control", "side")
    assert "Taken out of the ratings, in points: the effect of a covariate" in done.out
    (line,) = [line for line in done.out.splitlines() if line.startswith("side ")]
    assert len(line.split()) == 6
    (effect,) = boards(benchbook("rate", "mine", "--control", "side", "--format", "json"))[0]["effects"]
    assert abs(effect["points"]) < 5 * effect["std_error"]


def test_placements_are_rated_where_there_are_no_votes(benchbook, tmp_path):
    path = tmp_path / "tournaments.csv"
    orders = ["a,b,c,d", "b,a,c,d", "a,c,b,d", "d,a,b,c"] * 10
    path.write_text(
        "tournament_id,first,second,third,fourth\n" + "\n".join(f"t{at},{order}" for at, order in enumerate(orders))
    )
    with open_store(str(tmp_path / "store.db")) as store:
        import_votes(store, tmp_path / "votes", "mine", str(path))
    board = boards(benchbook("rate", "mine", "--format", "json"))[0]
    assert (board["basis"], board["counts"]["votes"]) == ("placements", 240)
    assert board["method"]["covariance"] == "clustered by tournament"
    (a,) = [row for row in board["models"] if row["name"] == "a"]
    assert [a[f"{place}_place"] for place in ("first", "second", "third", "fourth")] == [20, 20, 0, 0]
    assert a["total"] == 40


# --- names ---------------------------------------------------------------------------------


def test_names_of_one_model_are_merged_by_the_catalogue(benchbook, voted, catalogue, model):
    benchbook("import", catalogue(model("acme/lumen"), model("acme/quill")))
    votes = [
        ("acme/lumen", "Acme: Quill", "a"),
        ("Acme: Lumen", "Acme: Quill", "b"),
        ("Acme: Lumen", "stranger", "tie"),
    ] * 10
    voted([*votes, ("acme/lumen", "Acme: Lumen", "tie")])
    board = boards(benchbook("rate", "mine", "--format", "json"))[0]
    assert {row["name"]: row["merged"] for row in board["models"]} == {
        "Acme: Lumen": ["acme/lumen"],
        "Acme: Quill": [],
        "stranger": [],
    }
    assert board["counts"]["votes"] == 31
    (note,) = board["notes"]
    assert note.startswith("Names that mean one model are one: 'acme/lumen' is 'Acme: Lumen'; 1 vote between names")
    apart = boards(benchbook("rate", "mine", "--as-voted", "--format", "json"))[0]
    assert len(apart["models"]) == 4
    assert apart["counts"] == board["counts"]


def test_a_model_keeps_its_name_on_a_published_board(benchbook, voted, catalogue, model, tmp_path):
    benchbook("import", catalogue(model("acme/lumen"), model("acme/quill")))
    voted([("acme/lumen", "other", "a"), ("other", "acme/lumen", "a")] * 10, time=["2026-03-01"] * 20)
    more = [("Acme: Lumen", "other", "a")] * 30
    voted(more, name="more.csv", time=["2026-03-02"] * 30)
    assert benchbook("rate", "mine", "--as-of", "2026-03-01", "--publish").code == 0
    done = benchbook("rate", "mine", "--as-of", "2026-03-02", "--publish", "--format", "json")
    assert done.err.startswith("mine/overall: first place: acme/lumen, before acme/lumen, other; 2 ratings moved")
    assert boards(done)[0]["models"][0]["name"] == "Acme: Lumen"
    with open_store(str(tmp_path / "store.db")) as store:
        document = last_published(store, "mine", "overall", datetime.now(UTC))
    assert [(row.name, row.merged) for row in document.models] == [("acme/lumen", ("Acme: Lumen",)), ("other", ())]


# --- files ---------------------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A user without a store."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BENCHBOOK_STORE", raising=False)


@pytest.mark.usefixtures("bare")
def test_files_are_rated_and_nothing_is_stored(benchbook, tmp_path):
    votes = random_votes(8, votes=FEW)
    voters = [f"v{at % 50}" for at in range(FEW)]
    path = tmp_path / "votes.csv"
    path.write_text(lines(votes, voter=voters))
    columns = {"model_a": [a for a, _, _ in votes], "model_b": [b for _, b, _ in votes]}
    columns |= {"winner": [WINNERS[outcome] for *_, outcome in votes], "voter": voters}
    pq.write_table(pa.table(columns), tmp_path / "votes.parquet")
    found = [
        boards(benchbook("rate", "--votes", tmp_path / name, "--format", "json"))[0]
        for name in ("votes.csv", "votes.parquet")
    ]
    assert found[0]["models"] == found[1]["models"]
    assert found[0]["counts"] == found[1]["counts"]
    assert found[0]["counts"]["clusters"] == 50
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "store.db-wal").exists()


def test_a_file_and_an_arena_of_it_give_one_board(benchbook, voted):
    votes = [*random_votes(9, votes=FEW), ("m0", "m1", "bad")]
    path = voted(votes, voter=[f"v{at % 50}" for at in range(FEW + 1)])
    stored = boards(benchbook("rate", "mine", "--format", "json"))[0]
    direct = boards(benchbook("rate", "mine", "--votes", path, "--format", "json"))[0]
    assert direct["models"] == stored["models"]
    assert direct["method"] == stored["method"]
    assert direct["counts"] == stored["counts"]


COLD = """
import sys
from benchbook.cli import main
sys.argv = ["benchbook", "rate", "--votes", sys.argv[1], "--cluster", "none"]
try:
    main()
except SystemExit as ended:
    assert not ended.code
print({"sqlalchemy", "pandas", "rich", "benchbook.store", "benchbook.resolve", "pyarrow.compute"} & set(sys.modules))
"""


def test_a_plain_file_is_rated_without_what_a_store_needs(tmp_path):
    votes = random_votes(8, votes=FEW)
    columns = {"model_a": [a for a, _, _ in votes], "model_b": [b for _, b, _ in votes]}
    columns |= {"winner": [WINNERS[outcome] for *_, outcome in votes], "voter": ["v"] * FEW}
    times = [datetime(2026, 3, 1, tzinfo=UTC)] * FEW
    table = pa.table(columns | {"cast_at": pa.array(times, pa.timestamp("us", tz="UTC"))})
    pq.write_table(table, tmp_path / "votes.parquet")
    environment = {"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-c", COLD, str(tmp_path / "votes.parquet")],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert done.stdout.startswith("votes/overall: 4 models")
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.usefixtures("bare")
def test_a_store_that_is_to_come_keeps_no_file_from_being_rated(benchbook, tmp_path, monkeypatch):
    path = tmp_path / "votes.csv"
    path.write_text(lines(random_votes(8, votes=FEW)))
    absent = tmp_path / "absent.db"
    monkeypatch.setenv("BENCHBOOK_STORE", str(absent))
    assert benchbook("rate", "--votes", path).code == 0
    done = benchbook("rate", "--votes", path, "--store", absent)
    assert (done.code, "there is no such store" in done.err) == (3, True)
    assert not absent.exists()


@pytest.mark.usefixtures("bare")
def test_several_files_are_one_board(benchbook, tmp_path):
    votes = random_votes(10, votes=FEW)
    for name, part in (("whole", votes), ("one", votes[:80]), ("other", votes[80:])):
        columns = {"model_a": [a for a, _, _ in part], "model_b": [b for _, b, _ in part]}
        voters = [f"v{at % 7}" for at in range(FEW)]
        columns |= {"winner": [WINNERS[outcome] for *_, outcome in part]}
        columns |= {"voter": voters[:80] if name == "one" else voters[80:] if name == "other" else voters}
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    whole = benchbook("rate", "--votes", tmp_path / "whole.parquet", "--format", "json")
    parts = benchbook(
        "rate", "--votes", tmp_path / "one.parquet", "--votes", tmp_path / "other.parquet", "--format", "json"
    )
    assert boards(parts)[0]["models"] == boards(whole)[0]["models"]


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "columns",
    [
        {"voter": [" ", "v"] * 100},
        {"voter": ["nan", "v"] * 100},
        {"voter": [" v", "v"] * 100},
        {"voter": ["v" * 201, "v"] * 100},
        {"tournament": ["\x07", "None"] * 100},
        {"model_a": [" x"] * 200},
        *({"model_a": [word, "m9"] * 100} for word in vote_facts().unknown.written if word.isprintable()),
        {"cast_at": pa.array([4_000_000_000_000_000] * 200, pa.timestamp("us", tz="UTC"))},
        {"names_visible": ["true", "false"] * 100},
        {"winner": ["model_a", "nobody"] * 100},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_parquet_that_must_be_read_row_by_row_is(benchbook, tmp_path, columns):
    votes = random_votes(18, votes=FEW)
    plain = {
        "model_a": [a for a, _, _ in votes],
        "model_b": [b for _, b, _ in votes],
        "winner": [WINNERS[outcome] for *_, outcome in votes],
    }
    pq.write_table(pa.table(plain | columns), tmp_path / "votes.parquet")
    as_text = pa.table(plain | columns).to_pydict()
    with (tmp_path / "votes.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(as_text)
        writer.writerows(zip(*as_text.values(), strict=True))
    found = [
        benchbook("rate", "--votes", tmp_path / name, "--format", "json") for name in ("votes.parquet", "votes.csv")
    ]
    assert found[0].code == found[1].code
    if found[0].code == 0:
        assert boards(found[0])[0]["models"] == boards(found[1])[0]["models"]


@pytest.mark.parametrize("grouping", ["auto", "none"])
def test_flagged_votes_and_placements_of_files_are_told_as_those_of_an_arena_are(benchbook, tmp_path, grouping):
    voters = [f"v{at % 9}" for at in range(FEW)]
    seen = ["true" if at % 10 == 0 else "false" for at in range(FEW)]
    paths = tmp_path / "votes.csv", tmp_path / "placed.csv"
    paths[0].write_text(lines(random_votes(11, votes=FEW), voter=voters, names_visible=seen))
    rows = [f"t{at},v{at},{'true' if at % 2 else 'false'},m0,m1,m2" for at in range(20)]
    paths[1].write_text("\n".join(["tournament_id,voter,names_visible,first,second,third", *rows]))
    benchbook("votes", "import", *paths, "--arena", "both")
    stored = boards(benchbook("rate", "both", "--cluster", grouping, "--format", "json"))[0]
    direct = [part for path in paths for part in ("--votes", path)]
    read = boards(benchbook("rate", *direct, "--cluster", grouping, "--format", "json"))[0]
    assert stored["counts"]["flagged"] == FEW // 10 + 30
    assert read["counts"] == stored["counts"]
    assert read["models"] == stored["models"]


@pytest.mark.usefixtures("bare")
def test_flags_categories_and_times_of_a_file_count(benchbook, tmp_path):
    votes = random_votes(11, votes=FEW)
    path = tmp_path / "votes.csv"
    seen = ["true" if at % 10 == 0 else "false" for at in range(FEW)]
    category = ["coding" if at % 2 else "prose" for at in range(FEW)]
    path.write_text(lines(votes, names_visible=seen, category=category, **dated(votes)))
    every = boards(benchbook("rate", "--votes", path, "--all", "--format", "json"))
    assert [(board["category"], board["counts"]["votes"], board["counts"]["flagged"]) for board in every] == [
        ("overall", 180, 20),
        ("coding", 100, 0),
        ("prose", 80, 20),
    ]
    past = boards(benchbook("rate", "--votes", path, "--as-of", "2026-03-04", "--format", "json"))[0]
    assert past["counts"]["votes"] == 86
    assert past["votes_until"] == "2026-03-04T23:59:59.999999Z"
    undated = [*dated(votes)["cast_at"][:-1], ""]
    path.write_text(lines(votes, cast_at=undated))
    done = benchbook("rate", "--votes", path, "--as-of", today())
    assert "left out, since it is not told when they were cast: 1 of the votes\n" in done.err
    done = benchbook("rate", "--votes", path, "--as-of", "2020-01-01")
    assert (done.code, "votes/overall: has no votes that count as of 2020-01-01 23:59 UTC\n" in done.err) == (1, True)
    path.write_text(lines(votes, category=category))
    done = benchbook("rate", "--votes", path, "--category", "cooking")
    assert (done.code, "no category 'cooking' of these votes" in done.err) == (1, True)


@pytest.mark.usefixtures("bare")
def test_rows_that_are_no_votes_are_counted_with_their_reasons(benchbook, tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(lines([*random_votes(12, votes=FEW), ("m0", "m0", "a")]))
    done = benchbook("rate", "--votes", path)
    assert "1 row is no vote: 1 because" in done.err
    plain = {"model_a": ["x", "y", None], "model_b": ["y", "y", "y"], "winner": ["tie", "tie", "tie"]}
    pq.write_table(pa.table(plain), tmp_path / "votes.parquet")
    done = benchbook("rate", "--votes", tmp_path / "votes.parquet")
    assert "2 rows are left out: without a model or a winner, or of a model with itself" in done.err


@pytest.mark.parametrize("name", ["absent.csv", "absent.parquet", "noise.parquet", "page.html"])
@pytest.mark.usefixtures("bare")
def test_files_that_are_none_are_a_sentence(benchbook, tmp_path, name):
    (tmp_path / "noise.parquet").write_bytes(b"PAR1 and then nothing PAR1")
    (tmp_path / "page.html").write_text("<!doctype html><title>No votes</title>")
    done = benchbook("rate", "--votes", tmp_path / name)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("benchbook: ")
    assert f"{name}: " in done.err


def test_a_path_of_a_log_is_counted_by_an_engine(benchbook, voted, tmp_path):
    voted(random_votes(13, votes=FEW))
    (path,) = (tmp_path / "votes").rglob("*.parquet")
    kept = boards(benchbook("rate", "mine", "--format", "json"))[0]
    by_engine = boards(benchbook("rate", "--votes", path, "--engine", "duckdb", "--format", "json"))[0]
    assert by_engine["models"] == kept["models"]


@pytest.mark.usefixtures("bare")
def test_other_files_are_not_counted_by_an_engine(benchbook, tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("model_a,model_b,winner\nx,y,model_a\n")
    done = benchbook("rate", "--votes", path, "--engine", "duckdb")
    assert (done.code, done.out) == (1, "")
    assert "(hint: another engine than arrow reads files of a log alone: leave --engine out)" in done.err


# --- counts --------------------------------------------------------------------------------


def counts_file(path, *rows):
    path.write_text("model_a,model_b,a_wins,b_wins,ties,both_bad\n" + "".join(f"{row}\n" for row in rows))
    return path


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["x,y,1,2,3"], "line 2: expected 6 cells, as the header has"),
        (["x,y,1,-2,3,4"], "line 2, b_wins: expected a number of votes, found '-2'"),
        (["x,y,1,2.5,3,4"], "line 2, b_wins: expected a number of votes, found '2.5'"),
        (["x,x,1,2,3,4"], "line 2: expected two models, found 'x' against itself"),
        (["x,y,1,2,3,4", "y,x,1,2,3,4"], "line 3: expected every pair once, found 'y' and 'x' again"),
        ([" ,y,1,2,3,4"], "expected a name of 1 to 200 printable characters without blanks around it, found ' '"),
        (["x ,y,1,2,3,4"], "line 2, model_a: expected a name of 1 to 200 printable characters without blanks"),
        (["x,y,0,0,0,0"], "votes/overall: has no votes that count"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_counts_that_are_none_are_a_sentence(benchbook, tmp_path, rows, sentence):
    done = benchbook("rate", "--counts", counts_file(tmp_path / "counts.csv", *rows))
    assert (done.code, done.out) == (1, "")
    assert sentence in done.err


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("option", ["--votes", "--counts"])
def test_a_pipe_is_not_waited_for(benchbook, tmp_path, option):
    os.mkfifo(tmp_path / "pipe")
    done = benchbook("rate", option, tmp_path / "pipe")
    assert done.code == 1
    assert "it is a pipe, not a file" in done.err


@pytest.mark.usefixtures("bare")
def test_counts_of_other_columns_are_a_sentence(benchbook, tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("model_a,model_b,wins\nx,y,1\n")
    told = benchbook("rate", "--counts", path).err
    assert "expected a CSV file with the columns model_a, model_b, a_wins," in told
    assert "found no 'a_wins' (hint: --votes is for files of votes)" in told
    path.write_bytes(b"\xff\xfe\x00")
    assert "is no CSV file in UTF-8" in benchbook("rate", "--counts", path).err
    assert "no such file" in benchbook("rate", "--counts", tmp_path / "absent").err


@pytest.mark.usefixtures("bare")
def test_counts_that_are_given_for_votes_are_known(benchbook, tmp_path):
    path = counts_file(tmp_path / "counts.csv", "x,y,1,2,3,4")
    done = benchbook("rate", "--votes", path)
    assert (done.code, done.out) == (1, "")
    assert "(hint: these are counts of pairs, which `benchbook rate --counts FILE` reads)" in done.err


# --- publishing ----------------------------------------------------------------------------


def generation(tmp_path):
    with open_store(str(tmp_path / "store.db")) as store:
        return store.generation()


def test_publishing_writes_once_and_tells_what_changed(benchbook, voted, tmp_path):
    voted(random_votes(14, votes=FEW))
    first = benchbook("rate", "mine", "--publish", "--licence", "open", "--citation", "Mine.")
    assert (first.code, "mine/overall: published for the first time, with 4 models" in first.err) == (0, True)
    written = generation(tmp_path)
    again = benchbook("rate", "mine", "--publish")
    assert (again.code, again.err) == (0, "mine/overall: unchanged\n")
    assert generation(tmp_path) == written
    voted([*[("m0", "m3", "a")] * 200, *[("m9", "m1", "tie")] * 20], name="more.csv")
    third = benchbook("rate", "mine", "--publish")
    assert "mine/overall: listed now: m9; first place: m0, before m2; " in third.err
    assert "; +220 votes" in third.err
    with open_store(str(tmp_path / "store.db")) as store:
        results = [result for result in store.results() if result.standing]
        document = store.newest_document("arena", "arena:mine/overall", store.imports()[-1].observed_at)
    assert {result.result.board for result in results} == {"mine/overall"}
    assert len(results) == 5
    assert json.loads(document)["citation"] == "Mine."
    method = benchbook("rate", "mine", "--publish", "--mean", "0")
    assert "mine/overall: rated otherwise: Bradley-Terry on votes" in method.err


def test_a_reader_who_leaves_early_keeps_no_board_from_being_published(benchbook, voted, tmp_path):
    voted(random_votes(14, votes=FEW))
    rate = f"{sys.executable} -m benchbook rate mine --publish --store {tmp_path / 'store.db'}"
    done = subprocess.run(["bash", "-c", f"{rate} | true"], capture_output=True, text=True, check=True)
    assert done.stderr == "mine/overall: published for the first time, with 4 models\n"
    assert benchbook("rate", "mine", "--publish").err == "mine/overall: unchanged\n"


def test_nothing_is_published_where_the_output_cannot_be_written(benchbook, voted, tmp_path):
    voted(random_votes(14, votes=FEW))
    before = generation(tmp_path)
    done = benchbook("rate", "mine", "--publish", "--output", tmp_path / "no" / "such" / "folder.csv")
    assert done.code != 0
    assert generation(tmp_path) == before


def test_a_board_without_a_listed_model_is_not_published(benchbook, voted, tmp_path):
    voted([("x", "y", "a"), ("y", "x", "a")])
    before = generation(tmp_path)
    done = benchbook("rate", "mine", "--publish")
    assert (done.code, done.err) == (0, "mine/overall: not published: no model has 15 battles yet\n")
    assert generation(tmp_path) == before


def test_a_board_that_the_ledger_cannot_take_keeps_no_other_back(benchbook, voted, tmp_path):
    voted(random_votes(14, votes=FEW), category="..")
    voted(random_votes(15, votes=FEW), category="prose", name="b.csv")
    done = benchbook("rate", "mine", "--all", "--publish")
    assert done.code == 1
    assert "mine/prose: published for the first time" in done.err
    assert "expected a name that can stand in an address, found '..'" in done.err
    with open_store(str(tmp_path / "store.db")) as store:
        assert {result.result.board for result in store.results()} == {"mine/overall", "mine/prose"}


def test_what_is_written_bears_the_terms_of_what_was_published(benchbook, voted):
    voted(random_votes(1, votes=FEW))
    terms = ("--licence", "internal", "--citation", "The house arena")
    assert benchbook("rate", "mine", "--publish", *terms).code == 0
    rows = table(benchbook("rate", "mine", "--format", "csv")).values()
    assert {(row["licence"], row["citation"]) for row in rows} == {("internal", "The house arena")}
    (board,) = boards(benchbook("rate", "mine", "--format", "json", "--citation", "Ours"))
    assert (board["licence"], board["citation"]) == ("internal", "Ours")


def test_past_boards_can_be_published_so_that_there_is_a_history(benchbook, voted, tmp_path):
    votes = random_votes(15, votes=FEW)
    voted(votes, **dated(votes))
    for day in ("2026-03-05", "2026-03-03", "2026-03-05", "2026-03-08"):
        assert benchbook("rate", "mine", "--as-of", day, "--publish", "--format", "csv").code == 0
    with open_store(str(tmp_path / "store.db")) as store:
        days = [imported.observed_at.day for imported in store.imports()]
    assert days == [5, 3, 8]


def test_what_is_written_is_what_the_source_reads(benchbook, voted, tmp_path):
    assert BoardDocument.__struct_fields__ == arena._Board.__struct_fields__
    voted([*random_votes(16, votes=FEW), ("far", "away", "a"), ("new", "m0", "b"), ("m0", "m1", "bad")])
    path = tmp_path / "board.json"
    benchbook("rate", "mine", "--format", "document", "-o", path)
    found = arena.parse((Raw(body=path.read_bytes(), origin="board.json", received_at=datetime.now(UTC)),))
    assert (len(found.claims), len(found.rejected), len(found.complete)) == (4, 3, 1)
    assert sorted(rejected.reason for rejected in found.rejected) == [
        "'away': not connected with the board's other models; 1 battle",
        "'far': not connected with the board's other models; 1 battle",
        "'new': 1 battle; listed from 15",
    ]


def test_equal_boards_give_equal_bytes(benchbook, voted, tmp_path):
    voted(random_votes(17, votes=FEW), voter=[f"v{at % 40}" for at in range(FEW)])
    texts = []
    for name in ("one", "other"):
        benchbook("rate", "mine", "--as-of", today(), "--format", "document", "-o", tmp_path / name)
        texts.append((tmp_path / name).read_text())
    strip = [json.loads(text) | {"rated_at": "", "votes_until": ""} for text in texts]
    assert json.dumps(strip[0]) == json.dumps(strip[1])


# --- the real file -------------------------------------------------------------------------

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pairwise" / "llmfao.csv"


def test_the_real_pairwise_file_is_rated_clustered_by_worker(benchbook, tmp_path):
    if not REAL.exists():
        pytest.skip("the real file is not here")
    with open_store(str(tmp_path / "store.db")) as store:
        import_votes(store, tmp_path / "votes", "llmfao", str(REAL))
    board = boards(benchbook("rate", "llmfao", "--publish", "--format", "json"))[0]
    assert (board["counts"]["votes"], len(board["models"])) == (8931, 59)
    assert board["method"]["covariance"] == "clustered by voter"
    assert board["models"][0]["name"] == "GPT 4"
    assert len(board["components"]) == 1
