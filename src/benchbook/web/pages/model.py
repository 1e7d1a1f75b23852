"""``/model/{author}/{slug}``: all that is known of one model."""

from collections.abc import Iterable, Iterator, Mapping

from benchbook.api.history import HISTORY_PATH
from benchbook.api.query import moment_of
from benchbook.api.route import Asked
from benchbook.moments import settled
from benchbook.publication import ScoreRow
from benchbook.sources import source_by_id
from benchbook.web.board.lines import badges
from benchbook.web.model import facts, identity, offers, past, prices, scores
from benchbook.web.model.found import Found, ModelQuery, found_model, record_of
from benchbook.web.notes import Note
from benchbook.web.pages.model_history import shown_chart
from benchbook.web.query import address

PATH = "/model/{author}/{slug:path}"
COMPARE_PATH = "/compare"
_API_PATHS = {
    "api-model": "/api/v1/model/{author}/{slug}",
    "api-endpoints": "/api/v1/models/{author}/{slug}/endpoints",
    "api-history": HISTORY_PATH,
}


def values(asked: Asked, query: ModelQuery) -> Mapping[str, object]:
    """What the template shows; raises ``NoSuchModel``."""
    moment = moment_of(query)
    settled(moment, asked.times)
    found = found_model(asked, query.author, query.slug)
    model = found.model
    record = record_of(asked, model, moment)
    rows = scores.rows_of(asked.publication.scores, model.base_id)
    text, cut = facts.description(model)
    return {
        "found": found,
        "model": model,
        "badges": list(badges(found.entry)) if found.entry and model is found.entry.model else [],
        "description": text,
        "description_cut": cut,
        "facts": facts.facts(found, record.history, asked.today, query),
        "prices": prices.price_table(model.prices),
        "variants": offers.variants(asked, model, query),
        "offers": offers.offers(asked, model),
        "sections": scores.scores(rows, asked.leaderboard.columns, asked.today),
        "history": past.past(record.history),
        "chart": shown_chart(asked, query, record),
        "identity": identity.identity(record, model, asked.names),
        "compare": _compare_address(found, query),
        "links": list(_links(found, query)),
        "notes": _notes(found, rows),
    }


def _compare_address(found: Found, query: ModelQuery) -> str | None:
    """Where the model stands beside others; a pointer at nothing that is known stands nowhere."""
    model_id = found.entry.model.id if found.entry else found.model.alias_slug
    if model_id is None:
        return None
    return address(COMPARE_PATH, None, model=model_id, as_of=query.as_of, known_at=query.known_at)


def _links(found: Found, query: ModelQuery) -> Iterator[tuple[str, str]]:
    """The same from the API, which of a model that left knows its past alone."""
    for name, path in _API_PATHS.items():
        if found.listed or path == HISTORY_PATH:
            yield name, _api_address(path, found, query)


def _api_address(path: str, found: Found, query: ModelQuery) -> str:
    author, _, slug = found.model.id.partition("/")
    plain = path.replace("{author}", "{a}").replace("{slug}", "{s}")
    return address(plain, None, a=author, s=slug, as_of=query.as_of, known_at=query.known_at)


def _notes(found: Found, rows: Iterable[ScoreRow]) -> list[Note]:
    """The citations of what stands on the page, each once."""
    source = source_by_id("openrouter")
    told = {(found.model.citation or source.citation, str(source.licence)): None}
    told |= {(row.citation, row.licence or ""): None for row in rows if row.citation}
    return [Note(citation=citation, licence=licence) for citation, licence in told]
