"""A bundle into a store."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchbook.bundle.manifest import Manifest
from benchbook.bundle.verify import verified
from benchbook.store import Store


def load_bundle(
    path: str,
    key: Ed25519PublicKey,
    store: Store,
    *,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Verify a bundle and make its ledger that of ``store``, which keeps its keys, in one transaction.

    Raises ``BundleError``; ``NotEmpty`` for a store that holds something, unless ``replace``; ``StoreError``.
    """
    with verified(path, key) as (manifest, copy):
        copy.copy_into(store, replace=replace, progress=progress)
    return manifest
