"""Who may see which results: the one place where a source's licence is enforced.

A publication for everyone is what the ledger would publish had no internal document ever come in:
where a source's own rows are internal, a relay that publishes its figures openly speaks for it.
Exports, feeds, reports, changes and histories are made from results that went through here.
"""

from collections.abc import Iterable
from typing import Literal

from benchbook.model import StoredResult

Audience = Literal["everyone", "keyholders"]
"""Anyone at all, or those whom the operator trusts with what is for internal use."""


def permitted(results: Iterable[StoredResult], audience: Audience) -> tuple[StoredResult, ...]:
    """The results that an audience may see; one without a licence is nobody's but the operator's."""
    if audience == "keyholders":
        return tuple(results)
    return tuple(result for result in results if result.licence in {"open", "attribution"})
