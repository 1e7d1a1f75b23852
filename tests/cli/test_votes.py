"""``benchbook votes`` as a user gives its commands."""

import json

import pyarrow.parquet as pq
import pytest

from benchbook.api.keys import new_key
from benchbook.cli.options import log_folder_of
from benchbook.store import open_store
from benchbook.votes.log.posting import post_votes
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Chunk, Wanted

BATTLES = (
    "vote_id,model_a,model_b,winner,user,tstamp,language\n"
    "1,acme/one,birch/two,model_a,u1,1700000000,en\n"
    "2,birch/two,acme/one,tie,u1,1700000100,en\n"
    "3,acme/one,acme/one,tie,u2,1700000200,en\n"
    "4,acme/one,birch/two,=cmd(),u2,1700000300,en\n"
)


@pytest.fixture
def battles(tmp_path):
    path = tmp_path / "battles.csv"
    path.write_text(BATTLES)
    return path


def post(tmp_path, *vote_ids):
    rows = [{"vote_id": each, "model_a": "a", "model_b": "b", "winner": "tie"} for each in vote_ids]
    chunk: Chunk = read_rows(rows, Wanted())
    with open_store(str(tmp_path / "store.db")) as store:
        post_votes(store, "chat", chunk, origin="key")


def test_a_file_goes_into_an_arena(benchbook, battles):
    done = benchbook("votes", "import", battles)
    assert (done.code, done.out) == (0, f"{battles}: 4 rows = 2 new votes + 2 rejected; arena votes\n")
    assert "rejected row 3: 'acme/one' against itself" in done.err
    assert "rejected row 4: winner '=cmd()' is neither side, a tie nor both bad" in done.err
    again = benchbook("votes", "import", battles, "--arena", "chat")
    assert again.out.endswith("2 new votes + 2 rejected; arena chat\n")
    assert benchbook("votes", "import", battles).out.endswith(
        "4 rows = 0 new votes + 2 repeated + 2 rejected; arena votes\n"
    )


def test_what_came_is_told_to_programs_too(benchbook, battles, tmp_path):
    done = benchbook("votes", "import", battles, tmp_path / "none.csv", "--json")
    assert done.code == 1
    (told,) = done.json()["imports"]
    assert [told[name] for name in ("arena", "rows", "votes", "rejected", "files")] == ["votes", 4, 2, 2, 1]
    assert [each["row"] for each in told["rejections"]] == [3, 4]
    assert told["reasons"]["'acme/one' against itself"] == 1
    assert done.json()["errors"][0]["origin"] == str(tmp_path / "none.csv")
    assert "none.csv: cannot be read" in done.err


def test_a_file_with_a_fault_does_not_keep_the_others_out(benchbook, battles, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("colour,size\nred,1\n")
    done = benchbook("votes", "import", bad, battles)
    assert done.code == 1
    assert "--winner" in done.err
    assert "2 new votes" in done.out


def test_columns_can_be_named(benchbook, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("l,r,best,who,when,topic\nx,y,x,u,2026-03-01 12:00,code\nx,y,y,u,2026-03-01 13:00,code\n")
    options = ("--model-a", "l", "--model-b", "r", "--winner", "best", "--voter", "who", "--time", "when")
    more = ("--category-column", "topic", "--time-zone", "Europe/Berlin")
    done = benchbook("votes", "import", path, *options, *more)
    assert done.code == 0, done.err
    told = benchbook("votes", "counts", "votes", "--category", "code")
    assert told.out.splitlines() == ["model_a,model_b,a_wins,b_wins,ties,both_bad", '"x","y",1,1,0,0']
    assert benchbook("votes", "import", path, *options, "--category", "all").out.endswith("2 new votes; arena votes\n")


def test_the_log_lies_beside_the_store_or_where_it_is_said(benchbook, battles, tmp_path, monkeypatch):
    benchbook("votes", "import", battles)
    assert len(list((tmp_path / "votes").rglob("*.parquet"))) == 1
    benchbook("votes", "import", battles, "--arena", "chat", "--log", tmp_path / "elsewhere")
    assert len(list((tmp_path / "elsewhere").rglob("*.parquet"))) == 1
    assert benchbook("votes", "recount", "votes").code == 0
    lost = benchbook("votes", "recount", "chat")
    assert lost.code == 3
    assert "name the log's folder with --log" in lost.err
    monkeypatch.setenv("BENCHBOOK_VOTES_LOG", str(tmp_path / "elsewhere"))
    assert benchbook("votes", "recount", "chat").code == 0
    server = log_folder_of(None, "postgresql://someone@host/database")
    assert (server.name, server.parent.name) == ("votes", "benchbook")


def test_arenas_are_listed_with_what_they_hold(benchbook, battles, tmp_path):
    assert "No votes yet" in benchbook("votes", "list").err
    assert "is made" in benchbook("votes", "create", "chat").err
    assert "is there already" in benchbook("votes", "create", "chat").err
    bad = benchbook("votes", "create", "Chat!")
    assert (bad.code, "expected 1 to 64 of a-z" in bad.err) == (1, True)
    benchbook("votes", "import", battles, "--category", "coding")
    post(tmp_path, "1", "2")
    lines = benchbook("votes", "list").out.splitlines()
    assert " ".join(lines[0].split()) == "arena votes placements models categories last came log waiting"
    assert lines[1].split()[:5] == ["chat", "2", "0", "2", "-"]
    assert lines[2].split()[:5] == ["votes", "2", "0", "2", "coding"]
    chat, votes = benchbook("votes", "list", "--json").json()["arenas"]
    assert (chat["waiting"], votes["waiting"], votes["files"]) == (2, 0, 1)
    assert votes["categories"][0] == {"kind": "vote", "name": "coding", "votes": 2}
    refused = benchbook("votes", "list", "--rejected")
    assert refused.out.splitlines()[-2].startswith(f"rejected {battles}, row 3: 'acme/one' against itself")
    assert len(benchbook("votes", "list", "--rejected", "--json").json()["rejected"]) == 2
    (alone,) = benchbook("votes", "list", "chat", "--rejected", "--json").json()["arenas"]
    assert alone == chat
    assert benchbook("votes", "list", "chat", "--rejected", "--json").json()["rejected"] == []
    nowhere = benchbook("votes", "list", "chta")
    assert (nowhere.code, "no arena 'chta' (hint: there is: chat" in nowhere.err) == (1, True)
    status = benchbook("status")
    assert "votes       4 in chat, votes; `benchbook votes list`" in status.out
    assert benchbook("status", "--json").json()["arenas"][0] == {"arena": "chat", "votes": 2}


def test_counts_are_written_with_their_hash(benchbook, battles, tmp_path):
    benchbook("votes", "import", battles)
    done = benchbook("votes", "counts", "votes")
    assert done.out.splitlines()[1:] == ['"acme/one","birch/two",1,0,1,0']
    sha256 = done.err.split("sha256 ")[1].strip()
    assert done.err.startswith("1 pair of 2 models, 2 votes; sha256 ")
    told = json.loads(benchbook("votes", "counts", "votes", "--format", "json").out)
    assert (told["meta"]["sha256"], told["meta"]["votes"], told["meta"]["arena"]) == (sha256, 2, "votes")
    assert told["data"][0]["a_wins"] == 1
    path = tmp_path / "counts.parquet"
    written = benchbook("votes", "counts", "votes", "-o", path)
    assert "Wrote" in written.err
    assert pq.read_table(path)["ties"].to_pylist() == [1]
    refused = benchbook("votes", "counts", "votes", "-o", tmp_path / "counts.sqlite")
    assert (refused.code, "Counts are not written as sqlite" in refused.err) == (2, True)
    absent = benchbook("votes", "counts", "votes", "--category", "nothing")
    assert (absent.code, absent.out) == (1, "")
    assert "no category 'nothing' in the arena 'votes' (hint: there is: overall" in absent.err
    nowhere = benchbook("votes", "counts", "vote")
    assert (nowhere.code, "there is: votes" in nowhere.err) == (1, True)


def test_a_recount_says_whether_anything_was_wrong(benchbook, battles, tmp_path):
    benchbook("votes", "import", battles)
    assert benchbook("votes", "recount", "votes").out.endswith("counted by arrow; all counts were right\n")
    with open_store(str(tmp_path / "store.db")) as store, store.voting() as ballots:
        ballots._connection.exec_driver_sql("UPDATE vote_counts SET ties = ties + 1")
    assert benchbook("status", "--verify").code == 1
    done = benchbook("votes", "recount", "votes", "--json")
    assert (done.code, done.json()["corrected"]) == (1, 1)
    assert benchbook("votes", "recount", "votes").code == 0
    assert benchbook("status", "--verify").code == 0
    assert benchbook("votes", "recount", "votes", "--engine", "abacus").code == 1


def test_votes_that_wait_are_sealed_and_the_log_is_checked(benchbook, tmp_path):
    benchbook("votes", "create", "chat")
    assert "No votes wait" in benchbook("votes", "seal").err
    post(tmp_path, "1", "2")
    assert benchbook("votes", "seal", "chat").out == "chat: 2 votes in 1 new file\n"
    post(tmp_path, "3")
    assert benchbook("votes", "seal", "--json").json() == [{"arena": "chat", "votes": 1, "files": 1}]
    sound = benchbook("votes", "check")
    assert (sound.code, sound.out.endswith("bytes: sound\n")) == (0, True)
    first, second = sorted((tmp_path / "votes").rglob("*.parquet"))
    first.rename(first.with_name("stray.parquet"))
    second.write_bytes(second.read_bytes()[:-1])
    done = benchbook("votes", "check", "chat")
    assert done.code == 1
    assert "is missing, with" in done.out
    assert "is damaged" in done.out
    assert "2 complaints" in done.out
    assert "stray.parquet: no vote in it counts" in done.err
    told = benchbook("votes", "check", "--json").json()
    assert (len(told["complaints"]), len(told["strangers"])) == (2, 1)


def test_keys_say_whether_they_may_post_votes(benchbook):
    made = benchbook("keys", "create", "arena", "--votes", "--json").json()
    assert (made["votes"], made["reviewer"]) == (True, False)
    benchbook("keys", "create", "both", "--votes", "--reviewer")
    benchbook("keys", "create", "ci")
    rows = {line.split()[1]: line for line in benchbook("keys", "list").out.splitlines()[1:]}
    assert "read and vote " in rows["arena"]
    assert "read and decide and vote " in rows["both"]
    assert "read  " in rows["ci"]
    assert [key["votes"] for key in benchbook("keys", "list", "--json").json()] == [True, True, False]
    assert not new_key("a", "b", None)[1].votes
