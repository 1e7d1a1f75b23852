"""Ed25519 keys that bundles are signed with: PEM files, the private one for its owner's eyes only."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benchbook.errors import UnreadableInput, UnwritableOutput, WouldOverwrite

_MOST_BYTES = 64 * 1024
_FORMAT = serialization.PublicFormat.SubjectPublicKeyInfo
_RAW = serialization.PublicFormat.Raw


def make_keys(name: str) -> tuple[Path, Path, str]:
    """Write a new private key to ``NAME.key`` and its public key to ``NAME.pub``; gives both and the fingerprint.

    Raises ``WouldOverwrite`` where one of the files is there, ``UnwritableOutput`` where they cannot be written.
    """
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(serialization.Encoding.PEM, _FORMAT)
    key_path, public_path = Path(f"{name}.key").expanduser(), Path(f"{name}.pub").expanduser()
    _write_new(public_path, public, 0o644)
    try:
        _write_new(key_path, secret, 0o600)
    except BaseException:
        public_path.unlink()
        raise
    return key_path, public_path, fingerprint(private.public_key())


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise WouldOverwrite(str(path)) from error
    except (OSError, ValueError) as error:
        raise UnwritableOutput(str(path), error) from error
    with os.fdopen(opened, "wb") as file:
        file.write(content)


def read_private_key(path: str) -> Ed25519PrivateKey:
    """The private key of a PEM file; raises ``UnreadableInput``."""
    written = _read(path)
    try:
        key = serialization.load_pem_private_key(written, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path, "a private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "a private key")
    return key


def read_public_key(path: str) -> Ed25519PublicKey:
    """The public key of a PEM file; raises ``UnreadableInput``."""
    written = _read(path)
    try:
        key = serialization.load_pem_public_key(written)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path, "a public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, "a public key")
    return key


def _no_key(path: str, kind: str) -> UnreadableInput:
    hint = "`benchbook bundle keygen NAME` writes NAME.key, which signs, and NAME.pub, which verifies"
    return UnreadableInput(path, f"expected {kind} for Ed25519 in PEM, without a password", hint=hint)


def _read(path: str) -> bytes:
    try:
        with Path(path).expanduser().open("rb") as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        raise UnreadableInput(path, _reason(error)) from error


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def fingerprint(key: Ed25519PublicKey) -> str:
    """A public key's short name: the sha256 of its 32 bytes, in hexadecimal."""
    return hashlib.sha256(key.public_bytes(serialization.Encoding.Raw, _RAW)).hexdigest()
