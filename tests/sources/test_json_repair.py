import json
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_documents import page

from benchbook import json_repair
from benchbook.errors import Malformed
from benchbook.json_repair import repaired
from benchbook.sources._documents import RowProblem, decode, decode_row

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["NaN", "\ud800", "\\ud800", '"\udc00\ud83d\ude00NaN', "\\"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def meant(value):
    """The value with texts that no row accepts for numbers that are not finite, and without halves of pairs."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"\0{json.dumps(value)}"
    if isinstance(value, str):
        joined = value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in joined)
    if isinstance(value, list):
        return [meant(inner) for inner in value]
    return {key: meant(inner) for key, inner in value.items()} if isinstance(value, dict) else value


@given(JSON)
def test_what_python_writes_can_be_read(value):
    written = json.dumps({"data": value})
    body = repaired(written.encode()) or written.encode()
    assert json.loads(body) == meant(json.loads(written))
    assert decode(page(written), msgspec.Raw, "anything") is not None


@given(st.binary() | st.text('"\\NaInfinityud8dc0-[],').map(str.encode))
def test_any_bytes_are_repaired_or_left(body):
    mended = repaired(body)
    assert mended is None or b'"' in mended or b"ufffd" in mended


@pytest.mark.parametrize("piece", ['"', '\\"', "\\ud800", "NaN", "\\", "-", '"\\ud800'])
def test_hostile_documents_take_linear_time(piece):
    body = b'{"a": NaN, "b": "' + piece.encode() * 300_000
    assert repaired(body) is not None
    with pytest.raises(Malformed):
        decode(page(body), msgspec.Raw, "anything")


def test_what_cannot_be_mended_keeps_its_message():
    with pytest.raises(
        Malformed, match=r"anything in JSON and UTF-8 \(JSON is malformed: invalid character \(byte 1\)"
    ):
        decode(page("[NaN, nan]"), msgspec.Raw, "anything")
    with pytest.raises(Malformed, match="nested too deep"):
        decode(page("[NaN," + "[" * 100_000), msgspec.Raw, "anything")


def test_large_documents_are_not_mended(monkeypatch):
    monkeypatch.setattr(json_repair, "MOST_REPAIRED_BYTES", 6)
    assert repaired(b"[NaN]") == b'["\\u0000NaN"]'
    assert repaired(b"[-NaN]") == b'["\\u0000-NaN"]'
    assert repaired(b"[NaN  ]") is None


@pytest.mark.parametrize(
    ("row", "kind", "reason"),
    [
        ('{"a b": {"c": ["x", "y"]}}', dict[str, dict[str, list[int]]], "found `str` 'x'"),
        ('["x\\u0007y"]', list[int], "[0]: expected `int`, found `str` 'x\ufffdy'"),
        ('"text"', int, "expected `int`, found `str` 'text'"),
        ("[1e400]", list[float], "[0]: number out of range"),
    ],
)
def test_a_rows_problem_says_what_was_found(row, kind, reason):
    with pytest.raises(RowProblem) as caught:
        decode_row(msgspec.Raw(row.encode()), kind)
    assert reason in str(caught.value)
