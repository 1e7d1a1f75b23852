"""A tiny site with one chart, served from this machine under the pages' policy, and synthetic points for it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import benchbook
from benchbook.charts import Axis, Look, Point, bundle, look_for, svg, tradeoff

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STATIC = Path(benchbook.__file__).parent / "web" / "static"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=cmd()|'/C calc'!A0",
    "\u202egnitaR\u202c \u200fright to left",
    "two\nlines\tand \x00 nothing \x1b[31m",
    "🦙🚀 Llama 🧑‍🚀",
    "n" * 300,
    "\"quoted\" & 'both' ]]> <!--",
)
PRICE = Axis(title="Price in", unit="US dollars per million tokens", scale="log", better="lower", zero="free")
SCORE = Axis(title="Coding index", unit="0 to 100", better="higher")


def point(number, x, y, **fields):
    """A synthetic point; facts repeat its figures."""
    return Point(
        **{
            "id": f"p{number}",
            "model_id": f"maker/model-{number}",
            "label": f"Model {number}",
            "author": "maker",
            "x": x,
            "y": y,
            "href": f"/models/maker/model-{number}",
            "facts": (("Coding index", f"{y}"), ("Price in", f"${x}")),
            **fields,
        }
    )


def plain_points():
    """Synthetic: three on the frontier, one of them free, one with two efforts, three beaten."""
    return [
        point(1, 0, 20),
        point(2, 0.1, 40),
        point(3, 1, 70, configuration="high", model_id="maker/thinker", y_low=66, y_high=74, interval="95 % interval"),
        point(4, 1, 50, configuration="low", model_id="maker/thinker"),
        point(5, 5, 60),
        point(6, 10, 30),
        point(7, 0.5, 25),
    ]


def hostile_points():
    """Synthetic: every point on the frontier, each with a name that must not do anything."""
    return [
        point(number, 2.0**number, 10 * number, label=name, author=name, facts=((name, name),))
        for number, name in enumerate(HOSTILE, 1)
    ]


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A chart</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/empty.svg">
<link rel="stylesheet" href="/chart.css"><script type="module" src="/chart.js"></script></head>
<body><main><h1>A chart</h1>
<figure class="chart" data-kind="tradeoff" data-name="coding" data-spec="/spec.json?points={points}"
 data-bundle="/{bundle}" data-failed="The interactive chart could not be loaded; this is its picture."
 data-keys="Arrow keys walk the points, Enter opens one, Escape closes it.">
<noscript><img src="/chart.svg?points={points}" alt="Coding index against price" width="900" height="520"></noscript>
<div class="chart-canvas"></div><figcaption>Coding index against price</figcaption>
<button type="button" data-save="svg">SVG</button> <button type="button" data-save="png">PNG</button>
</figure><p>Below</p></main></body></html>"""


class Site:
    """The addresses of the site and what was asked of it; ``plots`` by name are points with their axes."""

    def __init__(self, **plots) -> None:
        self.plots = {"plain": (plain_points(), PRICE, SCORE), "hostile": (hostile_points(), PRICE, SCORE), **plots}
        self.asked: list[str] = []

    def answer(self, path, query):
        """The media type and body of an address, None where there is none."""
        name = query.get("points", ["plain"])[0]
        plot = self.plots[name]
        if path == "/":
            return "text/html", PAGE.format(points=name, bundle=query.get("bundle", ["bundle.js"])[0]).encode()
        if path == "/spec.json":
            look = look_for("tradeoff", int(query["width"][0]), query["theme"][0])
            return "application/json", json.dumps(tradeoff(*plot, look).spec).encode()
        made = {
            "/bundle.js": ("text/javascript", bundle),
            "/chart.svg": ("image/svg+xml", lambda: svg(tradeoff(*plot, Look()).spec)),
            "/chart.js": ("text/javascript", (STATIC / "chart.js").read_bytes),
            "/chart.css": ("text/css", (STATIC / "chart.css").read_bytes),
            "/empty.svg": ("image/svg+xml", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        }
        if path.startswith("/models/"):
            return "text/html", b"<!doctype html><title>A model</title><link rel=icon href=/empty.svg>"
        if path not in made:
            return None
        media, make = made[path]
        return media, make()


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The site's origin while it is served."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            site.asked.append(self.path)
            found = site.answer(parts.path, parse_qs(parts.query))
            self.send_response(200 if found else 404)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Type", found[0] if found else "text/plain")
            self.end_headers()
            self.wfile.write(found[1] if found else b"")

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
