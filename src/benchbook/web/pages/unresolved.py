"""``/unresolved``: names that wait for a person, what they might mean, and the forms of those who may decide."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Annotated

from msgspec import Meta

from benchbook.api.exchange import HTML
from benchbook.api.query import TimeQuery, canonical, moment_of
from benchbook.api.route import GUARDS, MOST_FORM_SECONDS, Asked, Posted, Posting, Question, Reply, Route
from benchbook.errors import RequestError
from benchbook.leaderboard.score_columns import source_title
from benchbook.model import NOW, ApiKey, Noun
from benchbook.moments import settled
from benchbook.publication import Audience, configuration_text
from benchbook.review import Suggestions, WaitingName, waiting_names
from benchbook.store import Decision
from benchbook.web.board.lines import model_address
from benchbook.web.desk import DECIDE, SIGN_OUT, Outcome, ReviewDesk, Reviewer
from benchbook.web.environment import rendered
from benchbook.web.forms import Form, read_form
from benchbook.web.frame import frame
from benchbook.web.page import refusal
from benchbook.web.query import address, read_page_query
from benchbook.web.texts import texts

PATH = "/unresolved"
ON_A_PAGE = 25
MOST_BOARDS = 4
MOST_RECORDED = 20
MOST_STATES = 4
_HEADERS = GUARDS | {"Referrer-Policy": "same-origin"}
"""With no referrer at all a browser would not say that a form comes from our own page."""


class UnresolvedQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the page."""

    q: Annotated[str, Meta(max_length=200, description="Words that all occur in the name, in any case.")] = ""
    source: Annotated[str, Meta(max_length=200, description="Only what this source calls so.")] | None = None
    page: Annotated[int, Meta(ge=1, le=10_000, description="Which page of names.")] = 1
    decided: Annotated[int, Meta(ge=1, description="The decision that was just recorded.")] | None = None


class ShownName(Noun, frozen=True, kw_only=True):
    """A waiting name as the page tells it."""

    waiting: WaitingName
    source: str
    via: str | None
    configuration: str
    boards: tuple[str, ...]
    hidden_boards: int
    suggestions: tuple[tuple[str, str, int, str], ...]


class UnresolvedPage:
    """The page with its forms; without a desk it is for reading only.

    ``changed`` is called after a decision, so that the next page already shows what became of it.
    """

    def __init__(self, desk: ReviewDesk | None = None, changed: Callable[[], object] = lambda: None) -> None:
        self._desk = desk
        self._changed = changed
        self._states: OrderedDict[tuple[object, ...], tuple[tuple[WaitingName, ...], Suggestions]] = OrderedDict()
        self._reading = Lock()

    def route(self) -> Route:
        """What is served."""
        return Route(
            path=PATH,
            summary=texts()("unresolved-title"),
            query=UnresolvedQuery,
            read=self._read,
            cached=False,
            of_ledger=True,
            media=HTML,
            headers=_HEADERS,
            refusal=refusal,
            recognise=self._recognise if self._desk else None,
            post=Posting(answer=self._post, most_seconds=MOST_FORM_SECONDS) if self._desk else None,
        )

    def _read(self, raw: bytes, in_path: Mapping[str, str]) -> Question:
        query = read_page_query(raw, UnresolvedQuery, in_path)
        return Question(
            canonical=canonical(query),
            answer=lambda asked: self._page(asked, query, None),
            moment=moment_of(query),
        )

    def _recognise(self, headers: Mapping[str, str]) -> ApiKey | None:
        reviewer = self._desk.reviewer(headers) if self._desk else None
        return None if reviewer is None else reviewer.key

    def _post(self, asked: Asked, posted: Posted) -> Reply:
        """Do what a form asks for, then lead back to the page, or show it with the reason why not."""
        if self._desk is None:
            raise RequestError(texts()("review-closed"))
        form = read_form(posted.body, posted.headers.get("content-type"))
        if form.get("other"):
            form["model"] = form["other"]
        if "key" in form:
            outcome = self._desk.sign_in(form, posted.headers, posted.address)
        elif "action" in form:
            outcome = self._desk.decide(form, posted.headers)
        else:
            outcome = self._desk.sign_out(form, posted.headers)
        if outcome.decision is not None:
            self._changed()
        headers = [*_HEADERS.items(), *outcome.headers().items(), *(("Set-Cookie", each) for each in outcome.cookies)]
        if outcome.location is not None:
            return Reply(status=outcome.status, headers=tuple(headers))
        body = self._page(asked, _came_from(outcome.inputs), outcome)
        return Reply(status=outcome.status, headers=tuple(headers), body=body)

    def _page(self, asked: Asked, query: UnresolvedQuery, refused: Outcome | None) -> bytes:
        names, suggestions = self._state(asked, query)
        found = [each for each in names if _passes(each, query)]
        pages = max(1, -(-len(found) // ON_A_PAGE))
        page = min(query.page, pages)
        shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        sources = sorted({each.source for each in names})
        reviewer = self._desk.reviewer({"cookie": asked.cookies}) if self._desk and not _past(query) else None
        return rendered(
            "unresolved.html",
            frame(asked, "unresolved", query, PATH)
            | {
                "names": [_shown(each, suggestions, query) for each in shown],
                "found": len(found),
                "total": len(names),
                "sources": [(each, source_title(each)) for each in sources],
                "page_links": [
                    (number, address(PATH, query, page=number, decided=None)) for number in range(1, pages + 1)
                ],
                "page_number": page,
                "blank": address(PATH, UnresolvedQuery(as_of=query.as_of, known_at=query.known_at)),
                "refused": refused,
                "inputs": refused.inputs if refused else {},
            }
            | self._forms(asked, query, reviewer),
        )

    def _forms(self, asked: Asked, query: UnresolvedQuery, reviewer: Reviewer | None) -> dict[str, object]:
        """What those see who may decide, and those who might sign in."""
        desk = self._desk
        recorded = desk.recorded(asked.audience, MOST_RECORDED) if desk and asked.audience == "keyholders" else ()
        return {
            "may_sign_in": desk is not None and reviewer is None and not _past(query),
            "reviewer": reviewer,
            "decide_token": desk.token(reviewer, DECIDE) if desk and reviewer else "",
            "leave_token": desk.token(reviewer, SIGN_OUT) if desk and reviewer else "",
            "back": address("", query, decided=None).removeprefix("?"),
            "decided": next((_recorded(each) for each in recorded if each.id == query.decided), None),
            "recorded": [_recorded(each) for each in recorded],
        }

    def _state(self, asked: Asked, query: UnresolvedQuery) -> tuple[tuple[WaitingName, ...], Suggestions]:
        """The names that wait, read once a state of the ledger, and what may be suggested for them."""
        audience: Audience = asked.audience
        moment = settled(moment_of(query), asked.times) if _past(query) else NOW
        key = (asked.ledger.generation(), moment, audience)
        with self._reading:
            found = self._states.get(key)
            if found is None:
                state = asked.ledger.state(moment)
                models = tuple(entry.model for entry in state.models)
                found = (waiting_names(state, audience), Suggestions(lambda: models, asked.names.facts))
                self._states[key] = found
                while len(self._states) > MOST_STATES:
                    self._states.popitem(last=False)
            return found


def _past(query: UnresolvedQuery) -> bool:
    return bool(query.as_of or query.known_at)


def _came_from(inputs: Form) -> UnresolvedQuery:
    """The page that a form was posted from; whatever else it says is nothing."""
    try:
        return read_page_query(inputs.get("back", "").encode(), UnresolvedQuery)
    except RequestError:
        return UnresolvedQuery()


def _passes(waiting: WaitingName, query: UnresolvedQuery) -> bool:
    told = f"{waiting.name} {waiting.slug or ''} {waiting.creator or ''}".lower()
    return query.source in {None, waiting.source} and all(word in told for word in query.q.lower().split())


def _shown(waiting: WaitingName, suggestions: Suggestions, query: UnresolvedQuery) -> ShownName:
    return ShownName(
        waiting=waiting,
        source=source_title(waiting.source),
        via=source_title(waiting.via) if waiting.via else None,
        configuration=configuration_text(waiting.configuration),
        boards=waiting.boards[:MOST_BOARDS],
        hidden_boards=max(0, len(waiting.boards) - MOST_BOARDS),
        suggestions=tuple(
            (each.model_id, each.name, each.likeness_percent, model_address(each.model_id, query))
            for each in suggestions.of(waiting)
        ),
    )


def _recorded(decision: Decision) -> dict[str, object]:
    """A decision with where its model's page is."""
    return {"decision": decision, "href": model_address(decision.model_id) if decision.model_id else None}
