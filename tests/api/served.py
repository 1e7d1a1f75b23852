"""Serve a publication from a file in a process of its own: PORT and URL are told on standard output."""

import sys
from pathlib import Path

import msgspec

from benchbook.api.app import create_app
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.api.server import serve
from benchbook.errors import BenchbookError
from benchbook.model import ApiKey, LedgerState, Noun, Times
from benchbook.publication import Publication


class Setting(Noun, frozen=True, kw_only=True):
    """What the test hands over."""

    publication: Publication
    keys: tuple[ApiKey, ...]
    settings: Settings
    host: str = "127.0.0.1"
    port: int = 0


class FileLedger:
    """A ledger that never changes."""

    def __init__(self, setting):
        self.publication = setting.publication
        self.stored_keys = setting.keys

    def generation(self):
        return 1

    def keys(self):
        return self.stored_keys

    def times(self, _licences):
        return Times()

    def over_time(self, _question, _moment):
        raise AssertionError("a ledger in memory has no past")

    def state(self, _moment):
        return LedgerState()


def main():
    setting = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Setting)
    live = Live(FileLedger(setting), lambda ledger, *_: ledger.publication)
    try:
        serve(
            lambda: create_app(live, setting.settings),
            setting.host,
            setting.port,
            lambda url: print(url, flush=True),  # noqa: T201
        )
    except BenchbookError as error:
        print(f"error: {error}", flush=True)  # noqa: T201
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
