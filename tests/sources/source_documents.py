"""The fixtures of the sources as documents."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchbook.model import Raw, TableDeclaration

HERE = Path(__file__).parent
RECEIVED = datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)
SHARED = HERE.parents[1] / ".." / "shared" / "data"


def document_paths() -> Iterator[tuple[str, Path]]:
    """Each fixture: its source's id, and its file or folder."""
    for folder in sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")):
        for path in sorted(folder.iterdir()):
            if not path.name.endswith((".golden.json", ".toml")):
                yield folder.name, path


def pages_of(path: Path) -> tuple[Raw, ...]:
    """A fixture's pages, all received at ``RECEIVED``."""
    return tuple(page_of(page) for page in (sorted(path.iterdir()) if path.is_dir() else [path]))


def page_of(path: Path) -> Raw:
    beside = path.with_name(f"{path.name}.toml")
    declared = msgspec.toml.decode(beside.read_bytes(), type=TableDeclaration) if beside.exists() else None
    return Raw(body=path.read_bytes(), origin=path.name, received_at=RECEIVED, declaration=declared)


def page(body: bytes | str | object, origin: str = "page.json", declaration: TableDeclaration | None = None) -> Raw:
    """A document made in a test: bytes and text as they are, anything else as JSON."""
    if isinstance(body, str):
        body = body.encode()
    return Raw(
        body=body if isinstance(body, bytes) else msgspec.json.encode(body),
        origin=origin,
        received_at=RECEIVED,
        declaration=declaration,
    )
