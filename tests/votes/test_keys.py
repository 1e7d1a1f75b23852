"""What makes a vote the same vote: keys never change, since they are what the store knows votes by."""

from datetime import timedelta
from hashlib import blake2b

import numpy as np
import pytest
from ballots import NOON, ballot, table
from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.votes.log.keys import KEY_BYTES, entries_of, halves, key_order, place_keys


def keys(*ballots, numbered=False):
    entries, placed = entries_of(table(ballots), numbered=numbered)
    return [None if place else entry[:KEY_BYTES].tobytes().hex() for entry, place in zip(entries, placed, strict=True)]


def contents(*ballots):
    entries, _ = entries_of(table(ballots))
    return [entry[KEY_BYTES:].tobytes() for entry in entries]


BY_VOTER = ballot(voter="v", prompt="p", tournament="t", cast_at=NOON, category="c")
PAIR = ballot(kind="placement", tournament="t", voter="v", category="c")


def hashed(message):
    return blake2b(message, digest_size=16, person=b"benchbook vote").hexdigest()


@pytest.mark.parametrize(
    ("vote", "message"),
    [
        (ballot("bättle-1"), "vote_id9:bättle-1"),
        (
            BY_VOTER | {"tournament": None, "model_a": "b", "model_b": "a"},
            "voter prompt pair tournament cast_at category kind1:v1:p1:a1:b-16:17723664000000001:c4:vote",
        ),
        (PAIR, "vote_id tournament voter category pair-1:t1:v1:c8:acme/one9:birch/two"),
    ],
    ids=["id", "voter", "placement"],
)
def test_keys_are_what_they_were_when_the_first_stores_were_made(vote, message):
    """Another formula would count every vote again that comes again."""
    assert keys(vote) == [hashed(message.encode())]


def test_keys_by_place_are_what_they_were():
    files = [b"f" * 64, b"g" * 64]
    vote, pair = place_keys(table([ballot(), ballot(kind="placement")]), files)
    assert vote.tobytes().hex() == hashed(files[0] + b"row kind1:14:vote")
    assert pair.tobytes().hex() == hashed(files[1] + b"row kind pair1:29:placement8:acme/one9:birch/two")


def test_an_id_is_enough_and_nothing_else_counts_beside_it():
    told = keys(ballot("x"), ballot("x", "q", "r", "tie", voter="v", prompt="p", cast_at=NOON, category="c"))
    assert told[0] == told[1] is not None


@pytest.mark.parametrize(
    ("known", "named"),
    [
        ({}, False),
        ({"voter": "v"}, False),
        ({"prompt": "p", "cast_at": NOON, "tournament": "t"}, False),
        ({"voter": "v", "prompt": "p"}, True),
        ({"voter": "v", "cast_at": NOON}, True),
        ({"voter": "v", "tournament": "t"}, True),
        ({"voter": "", "prompt": ""}, True),
    ],
)
def test_without_an_id_a_voter_and_something_more_is_needed(known, named):
    assert (keys(ballot(**known))[0] is not None) is named


def test_a_placement_is_known_by_its_tournament_unless_that_is_a_number_of_a_row():
    assert keys(PAIR)[0] is not None
    assert keys(PAIR, numbered=True) == [None]
    assert keys(PAIR | {"vote_id": "x"}, numbered=True)[0] is not None
    assert keys(ballot(kind="placement")) == [None]


def test_each_pair_of_a_placement_is_a_vote_of_its_own():
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    told = keys(*(PAIR | {"vote_id": "x", "model_a": a, "model_b": b} for a, b in pairs))
    assert len(set(told)) == 3


def test_sides_do_not_count():
    turned = {"model_a": "birch/two", "model_b": "acme/one", "winner": "model_b"}
    assert len({*keys(BY_VOTER, BY_VOTER | turned)}) == 1
    assert len({*contents(BY_VOTER, BY_VOTER | turned)}) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"voter": "w"},
        {"prompt": "q"},
        {"prompt": None},
        {"tournament": "u"},
        {"cast_at": NOON + timedelta(microseconds=1)},
        {"cast_at": None},
        {"category": "d"},
        {"category": None},
        {"model_b": "birch/three"},
        {"kind": "placement"},
    ],
)
def test_whatever_else_is_known_tells_votes_apart(other):
    one, two = keys(BY_VOTER, BY_VOTER | other)
    assert one != two


@pytest.mark.parametrize("other", [{"winner": "tie"}, {"model_b": "x"}, {"category": "d"}, {"kind": "placement"}])
def test_votes_of_one_id_may_contradict_each_other(other):
    one, two = contents(ballot("x"), ballot("x") | other)
    assert one != two
    assert contents(ballot("x", voter="v", side="left")) == [one]


def test_ids_and_voters_are_no_keys_of_each_other():
    told = keys(
        ballot("v"),
        ballot(voter="v", prompt=""),
        ballot(voter="", prompt="v"),
        ballot("v", kind="placement", tournament=None),
        ballot(kind="placement", tournament="v"),
    )
    assert len(set(told)) == 5


TEXTS = st.one_of(st.none(), st.text(alphabet="a1:-\0é", max_size=4))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), TEXTS, TEXTS, TEXTS), min_size=1, max_size=12))
def test_fields_never_run_together(rows):
    ballots = [
        ballot(voter=voter, prompt=prompt, tournament=tournament, category=category)
        for voter, prompt, tournament, category in rows
    ]
    told = keys(*ballots)
    same = {}
    for row, key in zip(rows, told, strict=True):
        if key is not None:
            assert same.setdefault(key, row) == row
    assert len(same) == len({row for row in rows if row[1] is not None or row[2] is not None})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=1, max_size=20), st.integers(0, 20))
def test_a_key_is_the_same_whatever_stands_beside_it(ids, cut):
    ballots = [ballot(each, voter="v", cast_at=NOON + timedelta(days=at)) for at, each in enumerate(ids)]
    assert keys(*ballots) == [
        *(keys(*ballots[:cut]) if ballots[:cut] else []),
        *(keys(*ballots[cut:]) if ballots[cut:] else []),
    ]


def test_places_are_told_apart_by_file_row_and_pair():
    rows = table([ballot(row=1), ballot(row=2), ballot(row=1), ballot(row=1, a="x")])
    found = [each.tobytes() for each in place_keys(rows, [b"f", b"f", b"g", b"f"])]
    assert len(set(found)) == 3
    assert found[0] == found[3]
    pairs = table([ballot(row=1, kind="placement"), ballot(row=1, a="x", kind="placement")])
    assert len({each.tobytes() for each in place_keys(pairs, [b"f", b"f"])}) == 2


def test_entries_are_ordered_as_their_bytes_are():
    entries = np.random.default_rng(1).integers(0, 256, (500, 20), dtype=np.uint8)
    entries[100:200, :8] = entries[0, :8]
    order = key_order(entries)
    told = [entry[:KEY_BYTES].tobytes() for entry in entries[order]]
    assert told == sorted(told)
    high, low = halves(entries[order])
    assert [(int(a) << 64) + int(b) for a, b in zip(high, low, strict=True)] == [int.from_bytes(each) for each in told]
