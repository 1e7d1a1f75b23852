"""The leaderboard's page: when its first byte comes, how heavy it is, and how soon the browser answers a key.

Times to the first byte stand beside those of a file of the same bytes served by plain Starlette under the same server
program in the same run; ratios above 1 are in our favour. The browser's times are from a key to the frame in which
the count of models changes. Nothing is asserted: machines differ and are noisy. All data are synthetic, unless a
store is named: ``python benchmarks/pages.py STORE``.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.synthetic_catalogue import EFFORTS, Model, entry, numbered, reply
from tests.browser.synthetic_scores import index_page, index_row, label
from tests.browser.synthetic_store import Document, fill
from tests.serving import serving

SIZES = (350, 5_000)
CONFIGURATIONS = 900
WARM = 30
COLD = ("sort=prompt", "sort=context", "sort=name", "q=house", "author=house-1", "all_open=1", "free=1", "max_price=3")
KEYS = "house-7/"
CHROMIUM = os.environ.get("BENCHBOOK_TEST_CHROMIUM", "/usr/bin/chromium")
PEER = """
import sys
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route
from benchbook.api.server import serve
app = Starlette(routes=[Route("/", lambda request: FileResponse(sys.argv[1]))])
serve(lambda: app, "127.0.0.1", 0, lambda url: print(url, flush=True))
"""
AWAIT_COUNT = """act => new Promise(done => {
  const count = document.querySelector('#told');
  let began;
  const observer = new MutationObserver(() => {
    if (count.textContent.includes('\\u2026')) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => done(performance.now() - began);
      painted.port2.postMessage(null);
    });
  });
  observer.observe(count, {childList: true, characterData: true, subtree: true});
  requestAnimationFrame(() => setTimeout(() => {
    began = performance.now();
    if (act.column) document.querySelectorAll('th[data-column] a')[act.column].click();
    else {
      const field = document.querySelector('#filters input[name=q]');
      field.value = act.typed;
      field.dispatchEvent(new InputEvent('input', {bubbles: true}));
    }
  }));
})"""


def documents(count: int) -> Iterator[Document]:
    """A catalogue of so many models, and an index of as many configurations as real ones have."""
    now = datetime.now(UTC)
    models = numbered(count)
    yield Document("models.json", json.dumps(reply(now, [entry(model, now) for model in models])))
    rows = [row for number, model in enumerate(models) for row in _runs(number, model, count)]
    yield Document("index.json", json.dumps({**index_page(now, 1, 4.1), "data": rows}))


def _runs(number: int, model: Model, count: int) -> Iterator[dict[str, object]]:
    points = 5 + number % 900 / 10
    runs = 1 if count > CONFIGURATIONS else 7 if number < (CONFIGURATIONS - count) // 6 else 1
    for step in range(runs):
        name = f"{label(model)} ({EFFORTS[step]})" if runs > 1 else label(model)
        yield index_row(10 * number + step, name, model.id, points - step)


@contextmanager
def peer(body: bytes, folder: Path) -> Iterator[str]:
    """The same bytes as a file behind plain Starlette: its address."""
    path = folder / "page.html"
    path.write_bytes(body)
    command = [sys.executable, "-c", PEER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - a fixed program
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def first_byte(url: str, path: str) -> float:
    """Milliseconds from the request to the first byte of the reply's body, on a new connection."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname, parts.port)) as connection:
        connection.connect()
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read(1)
        taken = 1000 * (time.perf_counter() - began)
        answer.read()
    return taken


def page_of(url: str) -> bytes:
    """The front page, patiently at first."""
    parts = urlsplit(url)
    for _ in range(200):
        try:
            with closing(HTTPConnection(parts.hostname, parts.port)) as connection:
                connection.request("GET", "/", headers={"Accept": "text/html"})
                return connection.getresponse().read()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise TimeoutError(url)


def measure_server(url: str, folder: Path) -> None:
    """First bytes and bytes."""
    body = page_of(url)
    packed = len(gzip.compress(body, 6))
    print(f"  HTML                                {len(body):11,} bytes, {packed:,} compressed")
    warm = median(first_byte(url, "/") for _ in range(WARM))
    with peer(body, folder) as other:
        page_of(other)
        theirs = median(first_byte(other, "/") for _ in range(WARM))
    print(f"  first byte, warm      {warm:9.2f} ms   a file by Starlette {theirs:9.2f} ms   ratio {theirs / warm:6.2f}")
    cold = [first_byte(url, f"/?{query}") for query in COLD]
    print(f"  first byte, cold      {median(cold):9.2f} ms   the slowest of {len(cold)} questions {max(cold):9.2f} ms")


def measure_browser(url: str) -> None:
    """Keys and clicks."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not everybody has a browser

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=("--no-sandbox",)) as browser,
        browser.new_page(viewport={"width": 1280, "height": 900}) as page,
    ):
        page.goto(f"{url}/", wait_until="networkidle")
        typed = [KEYS[: length + 1] for length in range(len(KEYS))]
        measured("a key typed", lambda text: page.evaluate(AWAIT_COUNT, {"typed": text}), typed)
        measured("a key deleted", lambda text: page.evaluate(AWAIT_COUNT, {"typed": text}), [*typed[-2::-1], ""])
        page.wait_for_function("!document.querySelector('#board[aria-busy]')")
        measured("a column sorted", lambda at: page.evaluate(AWAIT_COUNT, {"column": at}), (1, 2, 2, 3, 4, 4, 5, 1))


def measured(what: str, act: Callable[[object], float], each: object) -> None:
    """One line: the median and the slowest of several."""
    taken = [act(one) for one in each]
    print(f"  {what:<22}{median(taken):8.1f} ms   the slowest of {len(taken)} {max(taken):8.1f} ms")


def measure(store: str, folder: Path) -> None:
    """All of a store."""
    with serving(store, "--session-key", "--requests-per-minute", "0", "--requests-per-day", "0") as (_, url, _key):
        measure_server(url, folder)
        if Path(CHROMIUM).exists():
            measure_browser(url)


def main() -> None:
    """Measure the named stores, or synthetic ones."""
    for store in sys.argv[1:]:
        print(f"{Path(store).name}:")
        with tempfile.TemporaryDirectory() as folder:
            measure(store, Path(folder))
    for count in () if sys.argv[1:] else SIZES:
        print(f"{count:,} synthetic models, {max(count, CONFIGURATIONS):,} configurations:")
        with tempfile.TemporaryDirectory() as folder:
            measure(fill(Path(folder), documents(count))[0], Path(folder))


if __name__ == "__main__":
    main()
