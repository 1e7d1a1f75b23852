"""A CSV of names, row by row: nothing is lost, nothing is guessed, and what is broken is told."""

import tracemalloc
from datetime import UTC, datetime

import msgspec
import pytest

from benchbook.errors import Malformed
from benchbook.model import Configuration, Labels, Matched, Raw, Unmatched
from benchbook.resolve.names_table import MOST_CHARACTERS, Layout, Outcome, outcome, read_names

NOW = datetime(2026, 7, 22, tzinfo=UTC)


def raw(text):
    body = text if isinstance(text, bytes) else text.encode()
    return Raw(body=body, origin="names.csv", received_at=NOW)


def rows(text):
    return list(read_names(raw(text)))


def judge(*_):
    """Every name means one model."""
    return Matched(model_id="acme/lumen", rule="name"), ("acme/lumen",)


@pytest.mark.parametrize(
    "text",
    ["name\nLumen\n", "\nName , other\nLumen,3", "a;name\n1;Lumen\n", "name\ta\r\nLumen\t1\r\n", '"name"\n"Lumen"'],
)
def test_layouts_that_are_read(text):
    assert [(row.labels.name, row.source, row.problem) for row in rows(text)] == [("Lumen", "", None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "found nothing"),
        ("model,score\nLumen,1\n", "found 'model', 'score'"),
        ("name,name\na,b\n", "one column 'name', found 2"),
        ('{"name": "Lumen"}', "the columns source and name"),
        ("x," * 3000, "and 2,989 more"),
        (b"\x00\x01\x02\xff", "names.csv"),
    ],
)
def test_layouts_that_are_not(text, told):
    with pytest.raises(Malformed) as caught:
        rows(text)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name\nLumen\n"Ember\nFalcon\n', "line 3"),
        ('name\n"Lumen" x\n', "line 2"),
        (b"name\nLumen\n\xff\xfe\n", "line 3: expected text in UTF-8"),
    ],
)
def test_a_broken_line_is_told_after_the_rows_before_it(text, told):
    found = read_names(raw(text))
    with pytest.raises(Malformed, match=told):
        list(found)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("lab,Lumen (high, fast)", "a name with a comma stands in quotes"),
        ("lab", "line 2: 1 cell where the header has 2"),
        ("lab,", "no name"),
        ("lab,   ", "no name"),
        (f"lab,{'x' * 1001}", "1,001 characters"),
        ("lab,Lumen\0", "NUL"),
    ],
)
def test_a_row_that_does_not_fit_is_unresolved_and_says_why(row, told):
    (found,) = rows(f"source,name\n{row}\n")
    done = outcome(found, judge)
    assert (done.status, done.model_id, done.rule, done.candidates) == ("unresolved", None, None, ())
    assert told in done.reason
    assert done.source == "lab"


def test_the_longest_name_is_still_read():
    (found,) = rows(f"name\n{'x' * MOST_CHARACTERS}\n")
    assert outcome(found, judge).status == "matched"


def test_a_matched_name_tells_its_rule_and_configuration():
    (found,) = rows("source,name,via,slug\nlab,Lumen (high),relay,lumen\n")
    asked = []

    def matching(labels, source, via):
        asked.append((labels, source, via))
        run = Configuration(
            effort="high",
            mode="reasoning",
            date="2026-01",
            thinking_budget="16k",
            quantisation="fp8",
            harness="diff",
            provider="poe",
        )
        identity = Matched(model_id="acme/lumen", rule="name", configuration=run)
        return identity, ("acme/lumen", "acme/maybe", "acme/other")

    done = outcome(found, matching)
    assert asked == [(Labels(name="Lumen (high)", slug="lumen"), "lab", "relay")]
    assert done.candidates == ("acme/lumen", "acme/maybe", "acme/other")
    assert (done.status, done.model_id, done.rule, done.reason) == ("matched", "acme/lumen", "name", None)
    assert (done.effort, done.mode, done.date, done.thinking_budget) == ("high", "reasoning", "2026-01", "16k")
    assert (done.quantisation, done.harness, done.provider) == ("fp8", "diff", "poe")


@pytest.mark.parametrize(("pinned", "status"), [(True, "rejected"), (False, "unresolved")])
def test_a_name_that_is_not_matched_keeps_its_configuration(pinned, status):
    (found,) = rows("source,name\nlab,Lumen (low)\n")
    identity = Unmatched(reason="why not", pinned=pinned, configuration=Configuration(effort="low"))
    done = outcome(found, lambda *_: (identity, ("acme/lumen",)))
    assert (done.status, done.model_id, done.rule, done.reason) == (status, None, None, "why not")
    assert (done.effort, done.candidates) == ("low", ("acme/lumen",))


def test_a_line_has_every_field():
    (found,) = rows("name\nLumen\n")
    line = msgspec.json.decode(msgspec.json.encode(outcome(found, judge)))
    assert list(line) == list(Outcome.__struct_fields__)
    assert list(line)[:7] == ["name", "source", "status", "model_id", "effort", "rule", "candidates"]


def test_rows_are_not_held():
    table = raw("source,name\n" + "lab,Lumen 2 (high)\n" * 20_000)
    tracemalloc.start()
    assert sum(outcome(row, judge).status == "matched" for row in read_names(table)) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_cell_of_any_length_is_one_unresolved_row():
    first, second = rows("name,note\n" + "x" * 200_000 + ",1\nLumen," + "y" * 200_000 + "\n")
    assert "200,000 characters" in outcome(first, judge).reason
    assert outcome(second, judge).status == "matched"


def test_spaces_around_cells_do_not_count_but_in_names():
    (row,) = rows("name,source,via,slug,creator,hugging_face_id\n Lumen , lab , relay , lumen , Acme , \n")
    assert row.labels == Labels(name=" Lumen ", slug="lumen", creator="Acme")
    assert (row.source, row.via) == ("lab", "relay")


def test_a_line_of_spaces_is_blank_and_an_empty_name_in_quotes_is_not():
    found = rows("  \nsource,name\n   \nlab,Lumen\n \n\nlab,\n")
    assert [(row.line, row.problem) for row in found] == [(4, None), (7, "no name")]
    assert [row.problem for row in rows('name\n""\n')] == ["no name"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_a_wrong_byte_is_right_far_into_a_file(end):
    text = f"name{end}" + f"Lumen{end}" * 5_000
    with pytest.raises(Malformed, match="at line 5,002: expected text in UTF-8"):
        rows(text.encode() + b"\xff" + end.encode() + f"Lumen{end}".encode() * 5_000)


def test_a_layout_may_ask_for_an_id():
    layout = Layout(expected="names and ids", id_columns=("id", "model"))
    (row,) = read_names(raw("name,model,id\nLumen,a, acme/lumen \n"), layout)
    assert row.model_id == "acme/lumen"
    with pytest.raises(Malformed, match="names and ids"):
        list(read_names(raw("name\nLumen\n"), layout))
