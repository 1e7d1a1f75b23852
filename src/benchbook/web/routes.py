"""The pages that are served: a list of values."""

from collections.abc import Mapping

from benchbook.api.route import Asked, NoQuery, Question, Route
from benchbook.web.front import front_page

_NO_SCRIPTS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HTML = "text/html; charset=utf-8"
_GUARDS = {
    "Content-Security-Policy": _NO_SCRIPTS,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def _front(_: bytes, __: Mapping[str, str]) -> Question:
    return Question(canonical="", answer=_front_answer)


def _front_answer(asked: Asked) -> bytes:
    return front_page(asked.snapshot)


ROUTES: tuple[Route, ...] = (
    Route(path="/", summary="The front page", read=_front, query=NoQuery, media=_HTML, headers=_GUARDS),
)
