"""Real pages of a real server in a real browser: every page is watched, and a fault of it fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.real_store import fill_with_real, missing
from tests.browser.synthetic_store import (
    fill,
    fill_with_starter,
    leave_empty,
    many_documents,
    single_documents,
    synthetic_documents,
    today,
)
from tests.browser.watched_page import Watch, watched_page
from tests.serving import serving

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
NAMED = os.environ.get("BENCHBOOK_TEST_CHROMIUM")
PROGRAMS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
MANY = 5000


@dataclass(frozen=True)
class Site:
    """A served store: ``url`` without a slash at its end, and a key that its API takes."""

    url: str
    key: str
    store: str


Serve = Callable[..., Site]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serves a store until the tests end: ``serve(store, *options)``."""
    with ExitStack() as servers:

        def start(store: str, *options: str, **program: Any) -> Site:
            common = ("--session-key", "--requests-per-minute", "0", "--requests-per-day", "0")
            _, url, key = servers.enter_context(serving(store, *common, *options, **program))
            return Site(url, key, store)

        yield start


@pytest.fixture(scope="session")
def synthetic_store(tmp_path_factory) -> str:
    """The store of ``site``; whoever writes to it copies it first."""
    return fill(tmp_path_factory.mktemp("synthetic"), synthetic_documents(today()))[0]


@pytest.fixture(scope="session")
def site(serve, synthetic_store) -> Site:
    """Some 70 synthetic models with every case that a page must show, hostile names among them."""
    return serve(synthetic_store)


@pytest.fixture(scope="session")
def public_site(serve, synthetic_store) -> Site:
    """The same store as strangers see it: nothing that is for internal use."""
    return serve(synthetic_store, "--public")


@pytest.fixture(scope="session")
def empty_site(serve, tmp_path_factory) -> Site:
    """A store into which nothing was ever imported."""
    unfilled = (str(Path(__file__).with_name("unfilled.py")),)
    return serve(leave_empty(tmp_path_factory.mktemp("empty")), program=unfilled)


@pytest.fixture(scope="session")
def single_site(serve, tmp_path_factory) -> Site:
    """One model with one row."""
    return serve(fill(tmp_path_factory.mktemp("single"), single_documents(today()))[0])


@pytest.fixture(scope="session")
def starter_site(serve, tmp_path_factory) -> Site:
    """The data that ships with Benchbook."""
    return serve(fill_with_starter(tmp_path_factory.mktemp("starter")))


@pytest.fixture(scope="session")
def large_site(serve, tmp_path_factory) -> Site:
    """5,000 synthetic models with indices."""
    return serve(fill(tmp_path_factory.mktemp("large"), many_documents(today(), MANY))[0])


@pytest.fixture(scope="session")
def real_site(serve, tmp_path_factory) -> Site:
    """The real dumps; skips where they are not at hand."""
    if absent := list(missing()):
        pytest.skip(f"the real dumps are not here: {absent[0]}")
    return serve(fill_with_real(tmp_path_factory.mktemp("real")))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; without one tests are skipped, but fail in continuous integration."""
    for program in (NAMED,) if NAMED else PROGRAMS:
        if found := shutil.which(program):
            return found
    reason = "no Chromium here: install it (apt-get install chromium), or name it in BENCHBOOK_TEST_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory) -> Iterator[Browser]:
    """A headless browser with an empty profile, for one module.

    While it is open an event loop runs in this thread, in which no other can start: so it ends with its module.
    """
    downloads = tmp_path_factory.mktemp("downloads")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, headless=True, downloads_path=downloads
        ) as opened,
    ):
        yield opened


@pytest.fixture
def new_page(browser, request) -> Iterator[Callable[..., Page]]:
    """Opens watched pages: ``new_page(site, theme="dark", width=375, script=False)``; ``site`` is the default one."""
    with ExitStack() as pages:

        def open_page(of: Site | None = None, *, watch: Watch | None = None, **options: Any) -> Page:
            shown = of or request.getfixturevalue("site")
            return pages.enter_context(watched_page(browser, shown.url, watch=watch, **options))

        yield open_page


@pytest.fixture
def watch(site) -> Watch:
    """What ``page`` does; a test declares what it expects: ``watch.expect("status of 404")``."""
    return Watch(site.url)


@pytest.fixture
def page(new_page, watch) -> Page:
    """A page of ``site``, light, 1,280 pixels wide, with scripts."""
    return new_page(watch=watch)
