import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_documents import RECEIVED, SHARED, page, page_of

from benchbook.errors import InputError, Malformed, NothingToImport
from benchbook.model import Scope, TableDeclaration
from benchbook.sources import Glimpse
from benchbook.sources._cells import figure, plain
from benchbook.sources._documents import RowProblem
from benchbook.sources.table import SOURCE, parse


def read(body, origin="scores.csv", **declared):
    parsed = parse((page(body, origin, TableDeclaration(**declared) if declared else None),))
    assert parsed.rows_read == len(parsed.claims) + len(parsed.rejected)
    return parsed


def scores(parsed):
    return {claim.subject: [next(iter(r.measures.values())) for r in claim.results] for claim in parsed.claims}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("71.3", 71.3),
        (" 71 ", 71),
        ("71.3%", 71.3),
        ("71.3 % ± 2.0", 71.3),
        ("1,234,567.5", 1234567.5),
        ("1505 +11/-9", 1505),
        ("1505 +/- 11", 1505),
        ("\u22123.5", -3.5),
        ("+3", 3),
        ("1e3", 1000),
        (".5", 0.5),
        (40, 40),
        (0.25, 0.25),
        (0, 0),
        ("0", 0),
        (None, None),
        ("", None),
        ("-", None),
        ("\u2014", None),
        ("N/A", None),
        ("nan", None),
    ],
)
def test_cells_are_numbers_or_unknown(cell, value):
    found = figure(cell)
    assert (found and found.value) == value if value != 0 else found.value == 0


@pytest.mark.parametrize("cell", ["abc", "1,23", "12,3456", "1.2.3", "$5", "infinity", "1" * 200, True, [], {}, "1 2"])
def test_other_cells_are_problems(cell):
    with pytest.raises(RowProblem, match="expected a number"):
        figure(cell)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_numbers_survive_being_written_with_commas_and_emphasis(value):
    assert figure(plain(f"**{value:,.6f}**")).value == pytest.approx(float(f"{value:.6f}"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("**Quill 2**", "Quill 2"),
        ("[Quill_2_mini](https://inkwell.example/a_b)", "Quill_2_mini"),
        ("`quill*2`", "quill*2"),
        ("plain", "plain"),
    ],
)
def test_markdown_cells_lose_their_decoration(cell, text):
    assert plain(cell) == text


@pytest.mark.parametrize(
    "body",
    [
        "model,score\nQuill 2,71.5\nBlot 1,40\n",
        "model;score\nQuill 2;71.5\nBlot 1;40\n",
        "model\tscore\r\nQuill 2\t71.5\r\n\r\nBlot 1\t40",
        "\ufeffmodel,score\nQuill 2,71.5\nBlot 1,40\n",
        "| model | score |\n|---|--:|\n| Quill 2 | 71.5 |\n| Blot 1 | 40 |\n",
        "model | score\n--- | ---\nQuill 2 | 71.5\nBlot 1 | 40\n",
        '{"Quill 2": 71.5, "Blot 1": 40}',
        '[{"model": "Quill 2", "score": 71.5}, {"score": "40", "model": "Blot 1"}]',
        '{"meta": {}, "rows": [{"model": "Quill 2", "score": 71.5}, {"model": "Blot 1", "score": 40}]}',
    ],
)
def test_all_formats_say_the_same(body):
    parsed = read(body)
    assert scores(parsed) == {"Quill 2": [71.5], "Blot 1": [40]}
    assert parsed.claims[0].scope == Scope(source="scores", feed="score")
    assert parsed.observed_at == RECEIVED


def test_what_a_person_declares_holds():
    parsed = read(
        "who,points,cost\nQuill 2,50,1\nBlot 1,101,2\n",
        id="lantern",
        name_column="who",
        score_columns=("points",),
        metric="pass_rate",
        unit="percent",
        minimum=0,
        maximum=100,
        date="2030-01-02",
        citation="The Lantern board",
        licence="internal",
        method_version="7",
    )
    claim = parsed.claims[0]
    assert claim.scope == Scope(source="lantern", feed="pass_rate")
    assert claim.results[0].measures == {"pass_rate": 50}
    assert (claim.results[0].details, claim.results[0].method_version) == ({"unit": "percent"}, "7")
    assert parsed.rejected[0].reason == "pass_rate is 101, expected at least 0 and at most 100 as declared"
    assert (parsed.licence, parsed.citation) == ("internal", "The Lantern board")
    assert parsed.observed_at.isoformat() == "2030-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "declared", "words"),
    [
        ("model,a,b\nx,1,2\n", {}, "one column of numbers, found 2: a, b"),
        ("model,a\nx,y\n", {}, "a column of numbers among model, a"),
        ("a,b\n1,2\n", {}, "a column of model names"),
        ("model,a\nx,1\n", {"score_columns": ("c",)}, "a column 'c', found model, a"),
        ("model,a\nx,1\n", {"name_column": "c"}, "a column 'c', found model, a"),
        ("model,a,b\nx,1,2\n", {"score_columns": ("a", "b"), "metric": "m"}, "one score column for it, found 2"),
        ("model,a!,a?\nx,1,2\n", {"score_columns": ("a!", "a?")}, "one score column for the metric 'a'"),
        ("model,a,a\nx,1,2\n", {}, "each column once, found 'a' 2 times"),
        ("model,a\nx,1\n", {"date": "yesterday"}, "an ISO 8601 date, found 'yesterday'"),
        ("model,a\nx,1\n", {"id": "artificial-analysis"}, "an id of the table's own"),
        ("model,a\nx,1\n", {"id": "a\nb"}, "control characters"),
        ('model,a\n"x,1\n', {}, "a row of cells"),
        ("| m | s |\n|--|--|\n| x | 1 |\n\n| m | s |\n|--|--|\n| y | 1 |\n", {}, "one table in a document, found 2"),
        (b"model,a\n\xff,1\n", {}, "text in UTF-8"),
        ('{"x": {"a": {"b": 1}}}', {}, "a number for each name"),
    ],
)
def test_what_cannot_be_told_is_asked_for(body, declared, words):
    with pytest.raises(Malformed) as caught:
        read(body, **declared)
    assert words in caught.value.sentence


def test_a_hint_names_the_option():
    with pytest.raises(Malformed, match="--score-column"):
        read("model,a,b\nx,1,2\n")


def test_names_and_rows_are_kept_whole_or_rejected():
    parsed = read(f"model,score\nQuill 2 (high; tools),1\nQuill 2 (high; tools),2\n{'x' * 600},3\n,4\nBlot,5,6\n")
    assert scores(parsed) == {"Quill 2 (high; tools)": [1]}
    reasons = [rejected.reason for rejected in parsed.rejected]
    assert [rejected.locator for rejected in parsed.rejected] == ["line 3", "line 4", "line 5", "line 6"]
    for reason, words in zip(reasons, ["second row", "600 characters", "is empty", "expected 2"], strict=True):
        assert words in reason
    assert parsed.complete == ()


def test_unknown_is_left_out_and_not_zero():
    assert scores(read("model,score\nQuill 2,\nBlot 1,0\n")) == {"Quill 2": [], "Blot 1": [0]}


def test_mixed_scales_are_refused():
    parsed = read("model,score\na,70%\nb,80%\nc,0.9\n")
    assert [rejected.locator for rejected in parsed.rejected] == ["line 4"]
    assert parsed.claims[0].results[0].details == {"unit": "percent"}


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("/data/Live Board.2030.csv.gz", "live-board.2030"),
        ("C:\\data\\board.tsv", "board"),
        ("-", "table-"),
        ("openrouter.csv", "table-openrouter"),
        ("https://x.example/scores.json?day=1", "scores"),
    ],
)
def test_a_table_goes_by_its_files_name(origin, expected):
    assert read("model,score\nx,1\n", origin).claims[0].scope.source == expected


def outcome(text):
    try:
        return read(text).rows_read
    except InputError as error:
        return error.sentence


@given(st.text(max_size=300) | st.text(alphabet="model,;|-:\t\n\"'\\\r{}[]12. ", max_size=300))
def test_any_text_is_a_table_or_one_sentence(text):
    assert outcome(text)


def test_a_head_alone_is_nothing():
    with pytest.raises(NothingToImport, match="no rows"):
        read("model,score\n")


def test_recognises_what_is_no_json():
    assert all(SOURCE.recognise(Glimpse(format=form)) for form in ("csv", "tsv", "markdown"))
    assert not SOURCE.recognise(Glimpse(format="json", row_keys=frozenset({"model", "score"})))


def test_real_tables_are_read():
    board, arena = SHARED / "livebench" / "table_2026_01_08.csv", SHARED / "lmarena" / "arena-ai-text-2026-04-19.json"
    if not board.exists() or not arena.exists():
        pytest.skip("the real documents are not beside this checkout")
    parsed = read(board.read_bytes(), board.name, score_columns=("python",), minimum=0, maximum=100)
    assert (len(parsed.claims), [rejected.locator for rejected in parsed.rejected]) == (126, ["line 110"])
    with pytest.raises(Malformed, match="rank, score, ci, votes"):
        parse((page_of(arena),))
    assert len(read(arena.read_bytes(), arena.name, score_columns=("score",)).claims) == 50


def test_a_table_has_200_000_lines_at_most():
    with pytest.raises(Malformed, match="expected at most 200,000 lines, found 200,001"):
        read("model,score\n" + "a,1\n" * 200_000)
    with pytest.raises(Malformed, match="expected at most 200,000 lines, found 300,001"):
        read("model,score\r" + "a,1\r" * 300_000)
    with pytest.raises(Malformed, match="expected at most 200,000 rows, found 200,001"):
        read("[" + ",".join("0" * 200_001) + "]", "scores.json")


def test_a_table_of_more_than_10_000_unusable_rows_is_one_sentence():
    with pytest.raises(Malformed, match=r"more than 10,000 unusable rows; the first, line 3: has cells: 3, expected 2"):
        read("model,score\nquill,1\n" + "a,1,2\n" * 10_001)


def test_a_large_table_is_not_copied_over_and_over():
    body = ("model,score,note\nquill-2,1," + "x" * 50 + "\n" + ("," * 2 + " " * 100_000 + "\n") * 300).encode()
    tracemalloc.start()
    try:
        assert len(read(body).claims) == 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.5 * len(body)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end):
    assert scores(read(f"model,score{end}quill,1{end}{end}blot,2")) == {"quill": [1], "blot": [2]}
    table = f"# Scores{end}{end}| model | score |{end}| - | - |{end}| quill | 1 |{end}{end}after"
    assert scores(read(table, "page.md")) == {"quill": [1]}


def test_a_missing_figure_written_as_not_a_number_is_unknown():
    parsed = read('[{"model": "quill", "score": NaN}, {"model": "blot", "score": 2}]', "scores.json")
    assert scores(parsed) == {"quill": [], "blot": [2]}
