"""Every text of the pages by its name; a translation is another file beside ``texts/en.ftl``.

Texts are written in Fluent (projectfluent.org), which knows plurals. Values that are put in are shown as they
are: a template escapes them, and ``Texts.markup`` those of a text that holds markup of its own.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

from benchbook.errors import FactsError

LANGUAGE = "en"
MOST_KEPT = 10_000
"""How many formatted texts are kept; a table says the same few things of many cells."""


class Texts:
    """The texts of one language."""

    def __init__(self, language: str = LANGUAGE) -> None:
        body = resources.files("benchbook.web").joinpath("texts", f"{language}.ftl").read_text("utf-8")
        self.language = language
        # Isolation marks would stand in downloads and labels; templates isolate names with <bdi>.
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(body))
        self._kept: dict[tuple[str, tuple[tuple[str, object], ...]], str] = {}

    def __call__(self, name: str, /, **values: object) -> str:
        """The text with values put in; raises ``FactsError`` for one that is not there or lacks a value."""
        asked = (name, tuple(values.items()))
        known = self._kept.get(asked)
        if known is None:
            known = self._formatted(name, values)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()  # ages of other days are asked for no more
            self._kept[asked] = known
        return known

    def markup(self, name: str, /, **values: object) -> Markup:
        """A text with HTML of its own, values escaped unless they are markup themselves."""
        return Markup(self._formatted(name, {key: _safe(value) for key, value in values.items()}))  # noqa: S704

    def __contains__(self, name: str) -> bool:
        return self._bundle.has_message(name)

    def _formatted(self, name: str, values: Mapping[str, Any]) -> str:
        if not self._bundle.has_message(name):
            raise FactsError(f"texts/{self.language}.ftl", f"there is no text {name!r}")
        pattern = self._bundle.get_message(name).value
        if pattern is None:
            raise FactsError(f"texts/{self.language}.ftl", f"text {name!r} is empty")
        text, faults = self._bundle.format_pattern(pattern, dict(values))
        if faults:
            raise FactsError(f"texts/{self.language}.ftl", f"text {name!r}: {faults[0]}")
        return str(text)


def _safe(value: object) -> object:
    return value if isinstance(value, int | float) else str(escape(value))


@cache
def texts(language: str = LANGUAGE) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)
