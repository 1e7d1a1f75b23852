"""A reviewer's session: a cookie that names a key and an end, signed, so that the server keeps nothing of it.

The key itself is never in the cookie. The secret that signs lives as long as the server's process: after a
restart, or on another replica, a person signs in again, unless BENCHBOOK_SESSION_SECRET is the same for all.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from benchbook.errors import NoSecret
from benchbook.model import Noun

COOKIE = "benchbook_review"
"""A plain name: browsers take one that begins with ``__Host-`` over https and for the path / alone."""

PATH = "/unresolved"
LASTS = timedelta(hours=1)
SECRET_VARIABLE = "BENCHBOOK_SESSION_SECRET"  # noqa: S105 the variable's name, not what it holds
_LEAST_CHARACTERS = 32
_NONCE_BYTES = 16
_HINT = "make one with openssl rand -base64 32, and give it to every replica"
_SEALED = re.compile(r"(([0-9A-Za-z]{1,64})\.([0-9]{1,11})\.([0-9A-Za-z_-]{22}))\.([0-9A-Za-z_-]{43})")


class Session(Noun, frozen=True, kw_only=True):
    """Which key's holder is signed in, until when; ``nonce`` tells two sessions of one key apart."""

    key_id: str
    expires_at: datetime
    nonce: str


def session_secret(environ: Mapping[str, str]) -> bytes:
    """What signs: from the environment if it is there, else fresh; raises ``NoSecret`` for one that is too short."""
    told = environ.get(SECRET_VARIABLE)
    if told is None:
        return secrets.token_bytes(32)
    if len(told.strip()) < _LEAST_CHARACTERS:
        raise NoSecret(SECRET_VARIABLE, f"has less than {_LEAST_CHARACTERS} characters", hint=_HINT)
    return hashlib.sha256(told.strip().encode("utf-8", "surrogateescape")).digest()


def begin(key_id: str, now: datetime) -> Session:
    """A session that begins now and lasts an hour, to the second."""
    ends = (now + LASTS).replace(microsecond=0)
    return Session(key_id=key_id, expires_at=ends, nonce=secrets.token_urlsafe(_NONCE_BYTES))


def sealed(session: Session, secret: bytes) -> str:
    """The session as a cookie's value."""
    told = _told(session)
    return f"{told}.{_mac(secret, 'session', told)}"


def unsealed(value: str, secret: bytes, now: datetime) -> Session | None:
    """The session of a cookie's value; None for one that was altered, signed by another secret, or has ended."""
    parts = _SEALED.fullmatch(value)
    if parts is None:
        return None
    told, key_id, ends, nonce, mac = parts.groups()
    if not hmac.compare_digest(mac, _mac(secret, "session", told)):
        return None
    expires_at = datetime.fromtimestamp(int(ends), UTC)
    return Session(key_id=key_id, expires_at=expires_at, nonce=nonce) if now < expires_at else None


def token(session: Session, purpose: str, secret: bytes) -> str:
    """What a page's form for one purpose must bring back: no other site can know it."""
    return _mac(secret, f"form {purpose}", _told(session))


def is_token(value: str, session: Session, purpose: str, secret: bytes) -> bool:
    """Whether a form brought back its token, compared in constant time."""
    return hmac.compare_digest(value.encode("utf-8", "replace"), token(session, purpose, secret).encode())


def _told(session: Session) -> str:
    return f"{session.key_id}.{int(session.expires_at.timestamp())}.{session.nonce}"


def _mac(secret: bytes, purpose: str, told: str) -> str:
    digest = hmac.digest(secret, f"benchbook {purpose}\0{told}".encode(), "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


# --- the cookie's header -----------------------------------------------------------------------


def cookie(value: str, *, secure: bool) -> str:
    """The ``Set-Cookie`` that begins a session; no script reads it, no other site sends it."""
    return _set_cookie(value, int(LASTS.total_seconds()), secure=secure)


def no_cookie(*, secure: bool) -> str:
    """The ``Set-Cookie`` that ends a session."""
    return _set_cookie("", 0, secure=secure)


def _set_cookie(value: str, seconds: int, *, secure: bool) -> str:
    safely = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{safely}"


def value_of(header: str | None) -> str | None:
    """The session's cookie in a ``Cookie`` header; None where there is none, or several: one of them is not ours."""
    pairs = (pair.strip().partition("=") for pair in (header or "").split(";"))
    found = [value for name, _, value in pairs if name == COOKIE]
    return found[0] if len(found) == 1 else None
