"""What was decided, as far as somebody may see it."""

from benchbook.publication import Audience, licences_of
from benchbook.store import Decision, Store

MOST_DECISIONS = 200
"""The most that are given at once."""


def recorded_decisions(
    store: Store, audience: Audience, limit: int = MOST_DECISIONS, before: int | None = None
) -> tuple[Decision, ...]:
    """What people decided about names that an audience may see, the newest first, of those with ids below ``before``.

    Who decided and why is told to everyone who may see the name. Raises ``StoreError``.
    """
    licences = None if audience == "keyholders" else licences_of(audience)
    return store.decisions(max(0, min(limit, MOST_DECISIONS)), before=before, licences=licences)
