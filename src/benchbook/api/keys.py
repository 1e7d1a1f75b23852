"""API keys: made, shown once, kept as a hash, looked up by id and compared in constant time.

A key reads ``bb-<id>-<secret>``: the id is public, the secret has 256 bits and is stored only as
its sha256 (it is random, so a slow hash would add nothing).
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from benchbook.errors import KeyInvalid, KeyRequired
from benchbook.model import ApiKey

PREFIX = "bb"
_ID_BYTES = 6
_SECRET_BYTES = 32
_LONGEST = 256
_NO_SUCH_KEY = hashlib.sha256(b"no key has this secret").hexdigest()


def new_key(
    name: str, account: str, now: datetime, *, reviewer: bool = False, votes: bool = False
) -> tuple[str, ApiKey]:
    """A fresh key: what its holder is shown once, and what is stored.

    A ``reviewer``'s may decide about names, and one for ``votes`` may post them.
    """
    key_id = secrets.token_hex(_ID_BYTES)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    stored = ApiKey(
        id=key_id,
        name=name,
        account=account,
        secret_sha256=_hashed(secret),
        created_at=now,
        reviewer=reviewer,
        votes=votes,
    )
    return f"{PREFIX}-{key_id}-{secret}", stored


def bearer_token(authorization: str | None) -> str:
    """The token of an ``Authorization`` header; raises ``KeyRequired`` where there is none."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise KeyRequired
    return token.strip()


def key_id_of(token: str) -> str:
    """The public id of a token; raises ``KeyInvalid`` for anything that is not shaped like one."""
    prefix, _, rest = token.partition("-")
    key_id, _, secret = rest.partition("-")
    if prefix != PREFIX or not key_id or not secret or len(token) > _LONGEST:
        raise KeyInvalid
    return key_id


def verify(token: str, keys: Mapping[str, ApiKey]) -> ApiKey:
    """The key of a token; raises ``KeyInvalid`` when it is unknown, wrong or revoked.

    An unknown id is compared too, so that the time taken does not tell which ids exist.
    """
    key_id = key_id_of(token)
    secret = token.split("-", 2)[2]
    key = keys.get(key_id)
    expected = _NO_SUCH_KEY if key is None else key.secret_sha256
    same = hmac.compare_digest(_hashed(secret), expected)
    if key is None or not same or key.revoked_at is not None:
        raise KeyInvalid
    return key


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
