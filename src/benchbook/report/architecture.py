"""Whether a model is a mixture of experts, and of what sizes: from facts, its names or its description."""

import re

from benchbook.model import CatalogModel
from benchbook.report.document import Architecture

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
    if model.is_moe is not None:
        return stated
    read = _by_name(model) or _by_description(model)
    return stated if read is None and model.total_parameters is not None else read or Architecture()


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
    described = model.description or ""
    words = _WORDS.search(described)
    if words is None or _DENSE.search(described):
        return None
    return Architecture(is_moe=True, evidence=f"its description says {words[0]}")
