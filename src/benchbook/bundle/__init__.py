"""A ledger in one signed file: made, verified, and loaded into a store."""

from benchbook.bundle.create import create_bundle
from benchbook.bundle.keys import fingerprint, make_keys, read_private_key, read_public_key
from benchbook.bundle.load import load_bundle
from benchbook.bundle.manifest import BundledSource, Manifest, StoreFile
from benchbook.bundle.verify import verified

__all__ = [
    "BundledSource",
    "Manifest",
    "StoreFile",
    "create_bundle",
    "fingerprint",
    "load_bundle",
    "make_keys",
    "read_private_key",
    "read_public_key",
    "verified",
]
