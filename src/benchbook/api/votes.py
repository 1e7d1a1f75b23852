"""``POST /api/benchbook/v1/arena/votes``: votes in batches, each of which may be sent again."""

from typing import Annotated

import msgspec
from msgspec import Meta

from benchbook.api.route import Asked, Posted, Posting, Reply, Route
from benchbook.api.shapes import Shape, to_json
from benchbook.errors import BadVotes, BodyTooLarge, KeyRequired, NoSuchPath, NotVoter
from benchbook.model import ApiKey
from benchbook.votes.covariate_bounds import MOST_MEASURES, MOST_NAME_CHARACTERS, MOST_VALUE
from benchbook.wording import cleaned, lowered

VOTES_PATH = "/api/benchbook/v1/arena/votes"
MOST_VOTES = 10_000
MOST_BYTES = 8 * 1024 * 1024
MOST_SECONDS = 60.0
_MOST_REASON = 300

CovariateName = Annotated[str, Meta(min_length=1, max_length=MOST_NAME_CHARACTERS)]
Covariate = Annotated[float, Meta(ge=-MOST_VALUE, le=MOST_VALUE)]


class PostedVote(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One judgement between two models; ``winner`` is ``model_a``, ``model_b``, ``tie`` or ``both_bad``.

    A vote that comes again with its ``vote_id`` is not counted again. ``time`` is ISO 8601 or unix seconds, UTC where
    it says no offset. ``side`` is where model a was shown: ``left`` or ``right``. A vote whose ``names_visible`` is
    true is kept and not counted. ``covariates`` are differences, model a's minus model b's.
    """

    vote_id: Annotated[str, Meta(min_length=1, max_length=200)]
    model_a: str
    model_b: str
    winner: str
    category: str | None = None
    tournament_id: str | None = None
    voter: str | None = None
    prompt_id: str | None = None
    time: str | float | None = None
    side: str | None = None
    names_visible: bool | None = None
    covariates: Annotated[dict[CovariateName, Covariate], Meta(max_length=MOST_MEASURES)] | None = None


class PostedVotes(Shape, frozen=True, kw_only=True):
    """What is posted: votes of one arena."""

    arena: str
    votes: Annotated[list[PostedVote], Meta(min_length=1, max_length=MOST_VOTES)]


class RejectedVote(Shape, frozen=True, kw_only=True):
    """A vote that is none: its place in what was posted, from 0, and why."""

    index: int
    reason: str


class VotesTaken(Shape, frozen=True, kw_only=True):
    """What became of the votes; ``received`` are all that follow together.

    ``accepted`` are new and counted, ``flagged`` new, kept and not counted, ``repeated`` known before, ``conflicting``
    known before with another content, of which the first stands.
    """

    arena: str
    received: int
    accepted: int
    flagged: int
    repeated: int
    conflicting: int
    rejected: list[RejectedVote]


class VotesResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/arena/votes``."""

    data: VotesTaken


class _Envelope(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same with votes that are read one by one, so that it can be said which one is wrong."""

    arena: str
    votes: list[msgspec.Raw]


_envelope = msgspec.json.Decoder(_Envelope)
_vote = msgspec.json.Decoder(PostedVote)


def _permit(key: ApiKey | None) -> None:
    if key is None:
        raise KeyRequired
    if not key.votes:
        raise NotVoter(key.name)


def _take(asked: Asked, posted: Posted) -> Reply:
    if asked.ballots is None or asked.key is None:
        raise NoSuchPath(VOTES_PATH)
    read = read_body(posted.body, posted.headers.get("content-encoding", "identity"))
    taken = asked.ballots.put(read.arena, [msgspec.structs.asdict(vote) for vote in read.votes], f"key {asked.key.id}")
    return Reply(
        body=to_json(
            VotesResponse(
                data=VotesTaken(
                    arena=taken.arena,
                    received=taken.rows,
                    accepted=taken.votes,
                    flagged=taken.flagged,
                    repeated=taken.repeated,
                    conflicting=taken.conflicting,
                    rejected=[RejectedVote(index=each.row - 1, reason=each.reason) for each in taken.rejections],
                )
            )
        )
    )


def read_body(body: bytes, coding: str = "identity") -> PostedVotes:
    """The votes of a body; raises ``BadVotes`` for another shape, and ``BodyTooLarge`` for too many of them."""
    if coding.strip().lower() not in {"", "identity"}:
        raise BadVotes("expected plain JSON, without Content-Encoding")
    try:
        whole = _envelope.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadVotes(_reason(error, _Envelope)) from error
    if len(whole.votes) > MOST_VOTES:
        raise BodyTooLarge(MOST_VOTES, "votes")
    if not whole.votes:
        raise BadVotes("expected at least one")
    return PostedVotes(arena=whole.arena, votes=[_read_vote(index, vote) for index, vote in enumerate(whole.votes)])


def _read_vote(index: int, vote: msgspec.Raw) -> PostedVote:
    try:
        return _vote.decode(vote)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadVotes(_reason(error, PostedVote), index) from error


def _reason(error: Exception, shape: type[Shape]) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "not in UTF-8"
    reason = lowered(cleaned(str(error))[:_MOST_REASON])
    fields = ", ".join(shape.__struct_fields__)
    return f"{reason}; its fields are {fields}" if "unknown field" in reason else reason


VOTES_ROUTE = Route(
    path=VOTES_PATH,
    summary="Take votes into an arena",
    keyed=True,
    counted=True,
    cached=False,
    post=Posting(
        answer=_take,
        most_bytes=MOST_BYTES,
        most_seconds=MOST_SECONDS,
        permit=_permit,
        media="application/json",
        takes=PostedVotes,
        reply=VotesResponse,
        statuses=("403", "404", "413", "422"),
    ),
)
