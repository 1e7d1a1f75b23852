"""Synthetic documents, invented throughout, in the nouns that sources give."""

from datetime import UTC, datetime, timedelta

from benchbook.model import CatalogModel, Claim, Labels, Matched, Parsed, Prices, Raw, Result, Scope, Unmatched

FACTS = Scope(source="catalogue", feed="models")
BOARD = Scope(source="arena", feed="boards")
RELAYED = Scope(source="arena", feed="boards", via="catalogue")


def day(number, **more):
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number, **more)


def model(name, **more):
    return CatalogModel(id=f"acme/{name}", permaslug=f"acme/{name}-2026", name=name.title(), **more)


def claim(subject, score=50.0, *, board="website", variant="", scope=BOARD, label=None, measures=None, **more):
    figures = measures or {"elo": score, "battles": 20}
    result = Result(board=board, variant=variant, measures=figures, **more)
    labels = Labels(name=label or subject.title())
    return Claim(scope=scope, subject=subject, labels=labels, results=(result,), locator=f"data[{subject}]")


def parsed(at, claims=(), models=(), *, complete=(), facts_scope=FACTS, rejected=(), **more):
    return Parsed(
        source="arena",
        observed_at=day(at) if isinstance(at, int) else at,
        rows_read=len(claims) + len(rejected),
        claims=tuple(claims),
        models=tuple(models),
        rejected=tuple(rejected),
        facts_scope=facts_scope,
        complete=tuple(complete),
        **more,
    )


def raw(text, at=0):
    return Raw(body=str(text).encode(), origin=f"{text}.json", received_at=day(at))


def identity_of(subject):
    return Matched(model_id=f"acme/{subject}", rule="id", evidence=(f"name {subject}",))


def record(store, document, *, body=None, identities=None):
    """Record a document whose every subject is matched unless told otherwise."""
    given = identities or [identity_of(claim.subject) for claim in document.claims]
    pages = (raw(body if body is not None else repr(document)),)
    with store.writing() as writer:
        return writer.record(document, pages, given, licence="attribution", citation="Arena (invented)")


def big(count, score=1.0, at=0):
    """A complete document of as many claims, two results each, and 350 models."""
    claims = [
        Claim(
            scope=BOARD,
            subject=f"m{index}",
            labels=Labels(name=f"Model {index}"),
            results=tuple(Result(board=board, measures={"elo": score}) for board in ("website", "svg")),
            locator=f"data[{index}]",
        )
        for index in range(count)
    ]
    models = [model(f"m{index}", prices=Prices(by_kind={"prompt": "0.000001"})) for index in range(350)]
    return parsed(at, claims, models, complete=(BOARD, FACTS))


UNKNOWN = Unmatched(reason="no such name")
