"""How a vote is written down: the columns of the log, and those that are read from files and requests.

A vote is one judgement between two models. ``model_a`` and ``model_b`` are names as they were given, never
resolved: what a name means may be decided later. ``winner`` is one of ``WINNERS``. ``cast_at`` is when the
judgement was made, where that is known. ``tournament``, ``voter`` and ``prompt`` say which votes belong together.
``side`` is where ``model_a`` was shown. ``kind`` tells a vote from a pair that a placement was broken into.
A vote with a ``flag`` is kept and not counted. ``covariates`` are differences, model a's minus model b's.
"""

import pyarrow as pa

WINNERS = ("model_a", "model_b", "tie", "both_bad")
KINDS = ("vote", "placement")
SIDES = ("left", "right")
FLAGS = ("names_visible", "self_named")
"""Why a vote is kept and not counted: names were on the screen before it, or an answer told its model's name."""

_WORDS = pa.dictionary(pa.int32(), pa.string())
_TIME = pa.timestamp("us", tz="UTC")

READ = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("vote_id", pa.string()),
        pa.field("kind", _WORDS, nullable=False),
        pa.field("category", _WORDS),
        pa.field("cast_at", _TIME),
        pa.field("model_a", _WORDS, nullable=False),
        pa.field("model_b", _WORDS, nullable=False),
        pa.field("winner", _WORDS, nullable=False),
        pa.field("tournament", pa.string()),
        pa.field("voter", pa.string()),
        pa.field("prompt", pa.string()),
        pa.field("side", _WORDS),
        pa.field("flag", _WORDS),
        pa.field("covariates", pa.map_(pa.string(), pa.float64())),
    ]
)
"""Votes as they were read; ``row`` is the place in the file or request, counted from 1."""

LOG = pa.schema(
    [
        pa.field("vote_key", pa.binary(16), nullable=False),
        pa.field("recorded_at", _TIME, nullable=False),
        *(field for field in READ if field.name != "row"),
    ]
)
"""Votes as they stand in the log; ``vote_key`` is what makes a vote the same vote when it comes again."""
