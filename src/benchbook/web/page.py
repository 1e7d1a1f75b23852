"""A page as a route: guarded by headers, dated, and telling its errors as a page."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from benchbook.api.exchange import HTML
from benchbook.api.query import canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.errors import NoSuchModel, RequestError
from benchbook.model import Noun
from benchbook.web.board.lines import model_address
from benchbook.web.environment import rendered
from benchbook.web.frame import frame
from benchbook.web.query import read_page_query
from benchbook.web.texts import texts

Query = TypeVar("Query", bound=Noun)


def page(
    path: str,
    name: str,
    query: type[Query],
    values: Callable[[Asked, Query], Mapping[str, object]],
    *,
    of_ledger: bool = False,
    naming: bool = False,
    warm: bool = False,
) -> Route:
    """A page at a path: the template ``name`` with what ``values`` finds for a question."""
    plain = path.replace(":path}", "}")

    def answer(asked: Asked, question: Query) -> bytes:
        return rendered(f"{name}.html", frame(asked, name, question, plain) | dict(values(asked, question)))

    def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
        question = read_page_query(raw, query, in_path)
        return Question(
            canonical=canonical(question), answer=lambda asked: answer(asked, question), moment=moment_of(question)
        )

    return Route(
        path=path,
        summary=texts()(f"{name}-title"),
        query=query,
        read=read,
        dated=True,
        of_ledger=of_ledger,
        naming=naming,
        warm=warm,
        long=True,
        media=HTML,
        headers=GUARDS,
        refusal=refusal,
    )


def refusal(status: int, message: str, error: RequestError | None = None) -> bytes:
    """An error as a page."""
    near: tuple[tuple[str, str], ...] = getattr(error, "nearest", ())
    if isinstance(error, NoSuchModel):
        near = tuple((model_id, model_address(model_id)) for model_id in error.nearest)
    told = {
        "status": status,
        "message": error.sentence if error else message,
        "hint": error.hint if error and not near else None,
        "nearest": near,
    }
    return rendered("error.html", {"active": None, "past": None, "moment_query": ""} | told)
