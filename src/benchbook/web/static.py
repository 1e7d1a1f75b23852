"""What pages load beside themselves: styles and scripts, under an address that changes with their content."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import PurePath

from benchbook.api.route import GUARDS, Question, Route
from benchbook.errors import NoSuchPath

STATIC_PATH = "/static/{digest}/{name}"
_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_DRAWS = "vl-convert-python"
"""Out of which the script that draws charts is made."""

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def files() -> Mapping[str, bytes]:
    """The packaged files by name."""
    folder = resources.files("benchbook.web").joinpath("static")
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if PurePath(file.name).suffix in _MEDIA
    }


@cache
def digest() -> str:
    """Differs wherever any file differs, so that browsers may keep files for good."""
    told = hashlib.sha256(version(_DRAWS).encode())
    for name, body in files().items():
        told.update(name.encode() + b"\0" + len(body).to_bytes(8, "big") + body)
    return told.hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is served; scripts that import their neighbours find them in the same place."""
    return f"/static/{digest()}/{name}"


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The file that is asked for; one of another release is not kept for good."""
    del raw
    name = in_path["name"]
    if name not in files():
        raise NoSuchPath(f"/static/{in_path['digest'][:80]}/{name[:80]}")
    return Question(
        canonical=name,
        answer=lambda _: files()[name],
        media=_MEDIA[PurePath(name).suffix],
        headers=kept_if_ours(in_path["digest"]),
    )


def kept_if_ours(told: str) -> dict[str, str]:
    """Browsers keep what stands under the present digest for good, and ask again for the rest."""
    return _FOREVER if told == digest() else {}


STATIC_ROUTE = Route(path=STATIC_PATH, summary="Styles and scripts", read=read, fixed=True, headers=GUARDS)
