"""What every test of the network shares: pauses that are not waited, and no proxies."""

import time

import pytest


@pytest.fixture
def naps(monkeypatch):
    """The waits between attempts, which are not waited."""
    taken = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
