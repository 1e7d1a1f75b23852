"""Whether a page can be used by everybody, as far as axe-core can tell.

It runs through the debugger's protocol, so that the page's Content-Security-Policy stays as strict as it is served.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

GRAVE = frozenset({"serious", "critical"})
_OPTIONS = "{preload: false, resultTypes: ['violations']}"
_RUN = "() => axe.run(document, %s).then(found => found.violations)"
_MOST_PLACES = 5
_MOST_STEPS = 1000
# The timers of a page that was loaded without scripts never ring: those that axe yields by are rung from outside,
# and the long ones, by which it would give up, are let go.
_HOLD_TIMERS = "() => { window.due = []; window.setTimeout = (act, wait = 0) => { if (wait < 100) due.push(act); }; }"
_START = "() => { axe.run(document, %s, (fault, found) => { window.outcome = found.violations; }); }"
_RING = "() => { due.splice(0).forEach(act => act()); return window.outcome ?? null; }"


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
    off = page.evaluate("matchMedia('(scripting: none)').matches")
    found = [
        Finding(
            rule=violation["id"],
            impact=violation["impact"] or "minor",
            help=violation["help"],
            places=tuple(_place(node) for node in violation["nodes"]),
        )
        for violation in (_ring_through(page) if off else _run(page))
    ]
    order = ("critical", "serious", "moderate", "minor")
    return tuple(sorted(found, key=lambda finding: order.index(finding.impact)))


def _place(node: dict[str, object]) -> str:
    summary = " ".join(str(node["failureSummary"]).split())
    return f"{node['target']}: {summary[:300]}"


def _run(page: Page) -> list[dict[str, Any]]:
    page.evaluate(f"() => {{ {_axe()}\n }}")
    return page.evaluate(_RUN % _OPTIONS)


def _ring_through(page: Page) -> list[dict[str, Any]]:
    """What axe finds where scripts are off; they may run meanwhile, but the page's own were never loaded."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    try:
        page.evaluate(_HOLD_TIMERS)
        page.evaluate(f"() => {{ {_axe()}\n }}")
        page.evaluate(_START % _OPTIONS)
        outcomes = (page.evaluate(_RING) for _ in range(_MOST_STEPS))
        found = next((outcome for outcome in outcomes if outcome is not None), None)
    finally:
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        session.detach()
    assert found is not None, f"axe-core did not come to an end on {page.url}"
    return found


def check_accessible(page: Page) -> None:
    """Fail for serious and critical findings; the message lists the lesser ones, too."""
    found = findings(page)
    listed = "\n    ".join(map(str, found))
    assert not GRAVE & {finding.impact for finding in found}, f"axe-core on {page.url}:\n    {listed}"
