"""Signatures as the Standard Webhooks specification says: HMAC-SHA256 of ``id.timestamp.body``, in base64."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from benchbook.errors import NoSecret

_PREFIX = "whsec_"
_LEAST_BYTES = 24
_MOST_BYTES = 64


class Signer:
    """Signs with each of its secrets, so that a receiver may go over from one to the next."""

    def __init__(self, secrets: tuple[bytes, ...]) -> None:
        self._secrets = secrets

    def headers(self, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
        """The three headers of a message that is sent at a time."""
        timestamp = str(int(at.timestamp()))
        signed = f"{message_id}.{timestamp}.".encode() + body
        digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in self._secrets)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests),
        }


def read_secrets(text: str, where: str) -> Signer:
    """The secrets in a text, ``whsec_`` and base64 of 24 to 64 bytes each, with white space in between.

    Raises ``NoSecret``, which says where they were looked for and nothing of what they are.
    """
    words = text.split()
    if not words:
        raise NoSecret(where, "holds no secret to sign with")
    return Signer(tuple(_secret(word, where) for word in words))


def _secret(word: str, where: str) -> bytes:
    try:
        secret = base64.b64decode(word.removeprefix(_PREFIX).encode(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not word.startswith(_PREFIX) or not _LEAST_BYTES <= len(secret) <= _MOST_BYTES:
        expected = f"expected {_PREFIX} and {_LEAST_BYTES} to {_MOST_BYTES} bytes in base64"
        raise NoSecret(where, f"holds something that is no secret to sign with: {expected}")
    return secret
