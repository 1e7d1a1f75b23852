"""A synthetic ledger for the report's tests: invented makers and models."""

from datetime import UTC, datetime

from msgspec.structs import replace

from benchbook.model import (
    CatalogModel,
    Claim,
    Configuration,
    Identity,
    Labels,
    Matched,
    Number,
    Parsed,
    Prices,
    Result,
    Scope,
    StoredModel,
    StoredResult,
    Unmatched,
)
from benchbook.sources import Source
from benchbook.sources.starter import SOURCE as STARTER
from benchbook.sources.starter import parse, starter_document

DAY = datetime(2029, 3, 4, tzinfo=UTC)
INDICES = "indices"


def _unread(_pages: object) -> Parsed:
    raise AssertionError("a report parses nothing")


def publisher(source_id: str, title: str) -> Source:
    return Source(
        id=source_id,
        title=title,
        homepage="https://example.com",
        licence="internal",
        citation=f"Source: {title} (example.com)",
        parse=_unread,
        recognise=lambda _: False,
    )


SOURCES = {
    "artificial-analysis": publisher("artificial-analysis", "Artificial Analysis"),
    "design-arena": publisher("design-arena", "Design Arena"),
    "starter": STARTER,
}


def model(model_id: str, *, listed: bool = True, prices: dict[str, str] | None = None, **fields: object) -> StoredModel:
    entry = CatalogModel(
        id=model_id,
        permaslug=str(fields.pop("permaslug", model_id.partition(":")[0])),
        name=str(fields.pop("name", f"Inkwell: {model_id.partition('/')[2].capitalize()}")),
        prices=Prices(by_kind=prices or {}),
    )
    return StoredModel(model=replace(entry, **fields), observed_at=DAY, last_seen=DAY, listed=listed)


def joined(model_id: str, *, effort: str | None = None, doubt: str | None = None) -> Matched:
    return Matched(
        model_id=model_id,
        rule="name",
        evidence=("equal names",),
        configuration=Configuration(effort=effort),
        doubt=doubt,
    )


def scored(
    label: str,
    identity: Identity | str,
    *,
    source: str = "artificial-analysis",
    board: str = INDICES,
    seen: datetime = DAY,
    result: Result | None = None,
    **measures: Number,
) -> StoredResult:
    if isinstance(identity, str):
        identity = joined(identity)
    return StoredResult(
        scope=Scope(source=source, feed="test"),
        subject=label.casefold(),
        labels=Labels(name=label),
        identity=identity,
        result=result or Result(board=board, measures=measures),
        observed_at=seen,
        last_seen=seen,
        standing=True,
    )


def unmatched(reason: str = "no catalogue entry has this name") -> Unmatched:
    return Unmatched(reason=reason, refused=("inkwell/quill: pinned",))


def starter_ledger() -> tuple[list[StoredModel], list[StoredResult]]:
    """The packaged starter data as the ledger would give it back, with its two doubtful joins."""
    parsed = parse((starter_document(DAY),))
    seen = parsed.observed_at
    models = [StoredModel(model=entry, observed_at=seen, last_seen=seen, listed=True) for entry in parsed.models]
    return models, [_starter_result(claim, seen) for claim in parsed.claims]


def _starter_result(claim: Claim, seen: datetime) -> StoredResult:
    doubts = {"Magistral Small 1.2": "another release", "Kimi K2": "another model"}
    doubt = doubts.get(claim.labels.name)
    return StoredResult(
        scope=claim.scope,
        subject=claim.subject,
        labels=claim.labels,
        identity=Matched(model_id=claim.subject, rule="stated", evidence=("the row says so",), doubt=doubt),
        result=claim.results[0],
        observed_at=seen,
        last_seen=seen,
        standing=True,
    )
