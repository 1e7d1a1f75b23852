"""The script that draws charts in a browser: Vega, Vega-Lite and Vega-Embed out of the wheel of vl-convert."""

import hashlib
import os
import tempfile
import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from benchbook.errors import NotDrawable

_SNIPPET = "export { vegaEmbed };"
_MOST_BYTES = 8_000_000
_MAKING = threading.Lock()
_made: dict[str, bytes] = {}


def bundle() -> bytes:
    """One minified ES module, UTF-8, that exports ``vegaEmbed``; it makes no request of its own.

    Making it takes about two seconds, so it is kept in the user's cache folder (a folder that cannot be written is
    no error), named by the version of vl-convert, and in memory. Raises ``NotDrawable`` when it cannot be made.
    """
    name = f"vega-{version('vl-convert-python')}-{hashlib.sha256(_SNIPPET.encode()).hexdigest()[:16]}.js"
    with _MAKING:
        if name not in _made:
            _made[name] = _from_disk(name) or _build(name)
        return _made[name]


def _build(name: str) -> bytes:
    import vl_convert  # noqa: PLC0415

    try:
        made = vl_convert.javascript_bundle(_SNIPPET).encode()
    except ValueError as error:
        raise NotDrawable("the browser's script cannot be made") from error
    _to_disk(name, made)
    return made


def _folder() -> Path:
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_cache_dir("benchbook", appauthor=False))


def _sealed(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _from_disk(name: str) -> bytes | None:
    """What was kept, where it is whole: its hash stands in a comment on its first line."""
    try:
        with (_folder() / name).open("rb") as file:
            kept = file.read(_MOST_BYTES)
    except OSError:
        return None
    head, _, body = kept.partition(b"\n")
    return body if body and head == b"// " + _sealed(body) else None


def _to_disk(name: str, body: bytes) -> None:
    with suppress(OSError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(b"// " + _sealed(body) + b"\n" + body)
            Path(path).replace(folder / name)
        except OSError:
            Path(path).unlink(missing_ok=True)
