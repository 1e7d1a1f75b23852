"""Whether a model is a mixture of experts, and of what sizes: from facts, its names or its description."""

import re

from benchbook.model import CatalogModel
from benchbook.report.document import Architecture
from benchbook.report.sizes import described_sizes

_SIZES = re.compile(
    r"(?:(?<![0-9a-z.])(?P<total>[0-9]{1,5}(?:\.[0-9]{1,3})?[bt])[-_ ])?"
    r"(?<![0-9a-z.])a(?P<active>[0-9]{1,5}(?:\.[0-9]{1,3})?[bm])(?![0-9a-z])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?<!non-)\bMoE\b|(?i:\bmixture[- ]of[- ]experts\b)")
_DENSE = re.compile(r"\bdense\b", re.IGNORECASE)


def architecture(model: CatalogModel) -> Architecture:
    """What is known; a model of which nothing is said is unknown, not dense."""
    stated = Architecture(
        is_moe=model.is_moe,
        total_parameters=model.total_parameters,
        active_parameters=model.active_parameters,
        evidence="stated",
    )
    read = _by_name(model) or _by_description(model)
    if stated.is_moe is None and stated.total_parameters is None:
        return read or Architecture()
    return stated if read is None or stated.is_moe is False else _completed(stated, read)


def _completed(stated: Architecture, read: Architecture) -> Architecture:
    """What is stated, and of what was read only what does not meddle with stated sizes."""
    sized = stated.total_parameters is not None or stated.active_parameters is not None
    sizes = stated if sized else read
    adds = stated.is_moe is None or (not sized and (read.total_parameters or read.active_parameters) is not None)
    return Architecture(
        is_moe=True,
        total_parameters=sizes.total_parameters,
        active_parameters=sizes.active_parameters,
        evidence=f"{stated.evidence}; {read.evidence}" if adds else stated.evidence,
    )


def _by_name(model: CatalogModel) -> Architecture | None:
    """An active size (``30B-A3B``) in a name tells both sizes."""
    for written in (model.base_id.partition("/")[2], model.name, model.hugging_face_id or ""):
        sizes = _SIZES.search(written)
        if sizes:
            total = sizes["total"]
            return Architecture(
                is_moe=True,
                total_parameters=total.upper() if total else None,
                active_parameters=sizes["active"].upper(),
                evidence=f"its name says {sizes[0]}",
            )
    return None


def _by_description(model: CatalogModel) -> Architecture | None:
    """A mixture by its word, by an active size below the total, or by ``active parameters``."""
    described = model.description or ""
    if _DENSE.search(described):
        return None
    word = _WORDS.search(described)
    sizes = described_sizes(described)
    active = sizes.active is not None and (sizes.total is not None or "param" in " ".join(sizes.words))
    if word is None and not active:
        return None
    said = sizes.words or ((word[0],) if word else ())
    return Architecture(
        is_moe=True,
        total_parameters=sizes.total,
        active_parameters=sizes.active,
        evidence=f"its description says {', '.join(said)}",
    )
