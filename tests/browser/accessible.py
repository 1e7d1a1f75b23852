"""Whether a page can be used by everybody, as far as axe-core can tell.

It runs through the debugger's protocol, so that the page's Content-Security-Policy stays as strict as it is served.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

GRAVE = frozenset({"serious", "critical"})
_RUN = "() => axe.run(document, {preload: false, resultTypes: ['violations']}).then(found => found.violations)"
_MOST_PLACES = 5


@dataclass(frozen=True)
class Finding:
    """One rule that a page breaks, and where: CSS selectors with what is wrong there."""

    rule: str
    impact: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        hidden = len(self.places) - _MOST_PLACES
        more = (f"… and {hidden} more",) if hidden > 0 else ()
        return "\n      ".join((f"{self.impact}: {self.rule}: {self.help}", *self.places[:_MOST_PLACES], *more))


@cache
def _axe() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def findings(page: Page) -> tuple[Finding, ...]:
    """Everything that axe-core finds on a page as it is now, the gravest first; also where its scripts are off."""
    with _scripts_may_run(page):
        page.evaluate(f"() => {{ {_axe()}\n }}")
        violations = page.evaluate(_RUN)
    found = [
        Finding(
            rule=violation["id"],
            impact=violation["impact"] or "minor",
            help=violation["help"],
            places=tuple(_place(node) for node in violation["nodes"]),
        )
        for violation in violations
    ]
    order = ("critical", "serious", "moderate", "minor")
    return tuple(sorted(found, key=lambda finding: order.index(finding.impact)))


def _place(node: dict[str, object]) -> str:
    summary = " ".join(str(node["failureSummary"]).split())
    return f"{node['target']}: {summary[:300]}"


@contextmanager
def _scripts_may_run(page: Page) -> Iterator[None]:
    """Where scripts are off, they may run meanwhile: axe waits by timers. The page's own were never loaded."""
    session = page.context.new_cdp_session(page)
    off = page.evaluate("matchMedia('(scripting: none)').matches")
    if off:
        session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    try:
        yield
    finally:
        if off:
            session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        session.detach()


def check_accessible(page: Page) -> None:
    """Fail for serious and critical findings; the message lists the lesser ones, too."""
    found = findings(page)
    listed = "\n    ".join(map(str, found))
    assert not GRAVE & {finding.impact for finding in found}, f"axe-core on {page.url}:\n    {listed}"
