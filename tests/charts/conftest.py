"""A browser, a site with one chart, and a cache folder that is nobody's own."""

import os
import sys
from pathlib import Path

import platformdirs
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for chart_page

from chart_page import Site, serving

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory):
    """Where the browser's script is kept during the tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, cache_folder):
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(cache_folder))


@pytest.fixture(scope="module")
def chromium():
    """A browser for one module: while it is open an event loop runs in this thread, in which no other can start."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is not there, and CI must have it")
        pytest.skip(f"{CHROMIUM} is not there")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def origin(site):
    with serving(site) as address:
        yield address
