"""Who may see which results: the one place where a source's licence is enforced.

A publication for everyone is what the ledger would publish had no internal document ever come in:
where a source's own rows are internal, a relay that publishes its figures openly speaks for it.
Exports, feeds, reports, changes and histories are made from results that went through here.
"""

from collections.abc import Iterable
from typing import Literal, get_args

from benchbook.model import Licence, StoredResult

Audience = Literal["everyone", "keyholders"]
"""Anyone at all, or those whom the operator trusts with what is for internal use."""


def audience_of(*, public: bool) -> Audience:
    """For whom something is made that may be shown to anyone, or is for those whom the operator trusts."""
    return "everyone" if public else "keyholders"


def licences_of(audience: Audience) -> frozenset[Licence]:
    """Under which licences an audience may see what it asks for."""
    return frozenset(get_args(Licence)) if audience == "keyholders" else frozenset({"open", "attribution"})


def may_see(licence: Licence | None, audience: Audience) -> bool:
    """Whether an audience may see what is under a licence; what has none is nobody's but the operator's."""
    return audience == "keyholders" or licence in licences_of(audience)


def permitted(results: Iterable[StoredResult], audience: Audience) -> tuple[StoredResult, ...]:
    """The results that an audience may see."""
    return tuple(result for result in results if may_see(result.licence, audience))
