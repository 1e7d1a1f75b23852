"""The TOML file beside a table: what a person says of it."""

import datetime as dt
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from benchbook.errors import FactsError
from benchbook.model import Licence, TableDeclaration


class _Sidecar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``TableDeclaration`` as a person writes it: an unknown key is an error."""

    id: str | None = None
    name_column: str | None = None
    score_columns: tuple[str, ...] = ()
    metric: str | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    date: dt.date | None = None
    citation: str | None = None
    licence: Licence = "attribution"
    method_version: str | None = None


def with_sidecar(path: Path, given: TableDeclaration | None) -> TableDeclaration | None:
    """What stands in ``FILE.toml`` or ``STEM.toml``; what was given by options wins."""
    for beside in (path.with_name(f"{path.name}.toml"), path.with_suffix(".toml")):
        if beside != path and beside.is_file():
            declared = _read_sidecar(beside)
            options = asdict(given) if given else {}
            plain = asdict(TableDeclaration())
            chosen = {name: value for name, value in options.items() if value != plain[name]}
            return msgspec.convert(asdict(declared) | chosen, TableDeclaration)
    return given


def _read_sidecar(path: Path) -> TableDeclaration:
    try:
        read = msgspec.toml.decode(path.read_bytes(), type=_Sidecar)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise FactsError(str(path), str(error)) from None
    day = read.date.isoformat() if read.date else None
    return msgspec.convert(asdict(read) | {"date": day}, TableDeclaration)
