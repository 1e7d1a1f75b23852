"""Pages that are watched while a test uses them: what they say, ask for and fail at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

PATIENCE_MILLISECONDS = 15_000
_OF_NO_HOST = frozenset({"data", "blob", "about"})
_GIVEN_UP = "net::ERR_ABORTED"


class Watch:
    """The faults of the pages of one context: messages, errors, dialogs, failed and foreign requests.

    A page that asks for something newer, or starts a download, gives up a request: that is no fault.
    """

    def __init__(self, origin: str) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self._origin = urlsplit(origin)[:2]
        self._expected: list[re.Pattern[str]] = []

    def attach(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"error in the page: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("dialog", self._dialog)

    def expect(self, pattern: str) -> None:
        """Declare a fault that this test is about: a regular expression found in its text."""
        self._expected.append(re.compile(pattern))

    def check(self) -> None:
        """Fail for every fault that was not declared, and for every declared one that did not come."""
        left = [fault for fault in self.faults if not any(pattern.search(fault) for pattern in self._expected)]
        assert not left, "the page had faults:\n  " + "\n  ".join(left)
        silent = [pattern.pattern for pattern in self._expected if not any(map(pattern.search, self.faults))]
        assert not silent, f"expected of the page, but it did not happen: {silent}"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in _OF_NO_HOST and parts[:2] != self._origin:
            self.faults.append(f"a request to another origin: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != _GIVEN_UP:
            self.faults.append(f"a request failed: {request.url}: {request.failure}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.type} {dialog.message!r}")
        dialog.dismiss()


@contextmanager
def watched_page(
    browser: Browser,
    origin: str,
    *,
    theme: str = "light",
    width: int = 1280,
    script: bool = True,
    watch: Watch | None = None,
) -> Iterator[Page]:
    """A page in a context of its own, whose addresses are relative to ``origin``; at the end it is checked.

    ``theme`` is what the system prefers, ``width`` that of the window in CSS pixels; without ``script`` the page's
    scripts do not run.
    """
    watch = watch or Watch(origin)
    context = browser.new_context(
        base_url=origin,
        color_scheme=theme,
        viewport={"width": width, "height": 900 if width > 600 else 667},
        java_script_enabled=script,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
        accept_downloads=True,
    )
    try:
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        watch.attach(context)
        yield context.new_page()
        # One more turn, so that what the page has said until now is heard.
        context.cookies()
        watch.check()
    finally:
        context.close()
