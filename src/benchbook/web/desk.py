"""The desk where reviewers sign in and decide: forms in, outcomes out, no framework.

A form that is done is answered by a redirection, so that loading the page again repeats nothing; one that
is not comes back with a sentence and what was typed, but for the key.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlencode

from msgspec import convert
from msgspec.structs import replace

from benchbook.api.keys import verify
from benchbook.errors import (
    BadForm,
    BenchbookError,
    DecisionRefused,
    FactsError,
    Forged,
    KeyInvalid,
    NotReviewer,
    RequestError,
    SignedOut,
    StoreBusy,
    StoreError,
    StoreReadOnly,
    TooManyAttempts,
)
from benchbook.model import ApiKey, Noun
from benchbook.publication import Audience
from benchbook.resolve.decisions import MOST_CHARACTERS
from benchbook.review import Action, Verdict, judge, recorded_decisions
from benchbook.store import Decider, Decision, Store
from benchbook.web.attempts import Attempts
from benchbook.web.forms import Form, field
from benchbook.web.own_page import is_own_page
from benchbook.web.session import PATH, Session, begin, cookie, is_token, no_cookie, sealed, token, unsealed, value_of

DECIDE = "decide"
SIGN_OUT = "sign out"
"""What forms are for; the token of one will not do for another."""

_SECRETS = frozenset({"key", "token"})
_ACTIONS = {"accept", "reject"}
_MOST_KEY = 256
_MOST_ID = 200
_MOST_BACK = 2000
_SEE_OTHER = 303
_UNPROCESSABLE = 422
_UNAVAILABLE = 503

_log = logging.getLogger(__name__)


class Reviewer(Noun, frozen=True, kw_only=True):
    """Who is signed in, by which key."""

    key: ApiKey
    session: Session


class Outcome(Noun, frozen=True, kw_only=True):
    """What became of a form: either a ``location`` to go to, or a ``sentence`` with the ``inputs`` to show again.

    ``cookies`` are values of ``Set-Cookie``. ``decision`` is the id of what was recorded; ``error`` the name of
    the error, as ``benchbook.errors`` has it, that the sentence tells.
    """

    status: int
    location: str | None = None
    cookies: tuple[str, ...] = ()
    sentence: str | None = None
    hint: str | None = None
    inputs: Form = {}
    retry_after_seconds: int | None = None
    decision: int | None = None
    error: str | None = None

    def headers(self) -> dict[str, str]:
        """The reply's headers but for its cookies."""
        fields = {"Cache-Control": "no-store"}
        if self.location is not None:
            fields["Location"] = self.location
        if self.retry_after_seconds is not None:
            fields["Retry-After"] = str(self.retry_after_seconds)
        return fields


class ReviewDesk:
    """Signs reviewers in and out and takes their verdicts.

    ``keys`` are those in force and revoked, read anew each time, so that a revoked one ends its sessions at
    once; ``folder`` is where decisions are written to; ``secret`` signs; ``site`` is the address under which
    readers reach this server. Headers are by names in lower case. Every method may be called by several threads.
    """

    def __init__(
        self,
        *,
        store: Store,
        keys: Callable[[], Iterable[ApiKey]],
        folder: Path,
        secret: bytes,
        now: Callable[[], datetime],
        site: str | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._folder = folder
        self._secret = secret
        self._now = now
        self._site = site
        self._secure = (site or "").startswith("https://")
        self._attempts = Attempts(now)
        self._ended: dict[str, datetime] = {}
        self._ending = Lock()

    def reviewer(self, headers: Mapping[str, str]) -> Reviewer | None:
        """Who is signed in, or None; raises ``StoreError``."""
        session = unsealed(value_of(headers.get("cookie")) or "", self._secret, self._now())
        if session is None or session.nonce in self._ended:
            return None
        key = next((key for key in self._keys() if key.id == session.key_id), None)
        if key is None or key.revoked_at is not None or not key.reviewer:
            return None
        return Reviewer(key=key, session=session)

    def token(self, reviewer: Reviewer, purpose: str) -> str:
        """What the page's form for a purpose must hold in its field ``token``."""
        return token(reviewer.session, purpose, self._secret)

    def recorded(self, audience: Audience, limit: int) -> tuple[Decision, ...]:
        """What was decided, the newest first; raises ``StoreError``."""
        return recorded_decisions(self._store, audience, limit)

    def sign_in(self, form: Form, headers: Mapping[str, str], address: str) -> Outcome:
        """Begin a session with a reviewer's ``key``; ``address`` is the network address that asks."""

        def done() -> Outcome:
            if not is_own_page(headers, self._site):
                raise Forged
            self._attempts.count(address)
            key = verify(field(form, "key", _MOST_KEY).strip(), {key.id: key for key in self._keys()})
            if not key.reviewer:
                raise NotReviewer(key.name)
            self._attempts.forget(address)
            value = sealed(begin(key.id, self._now()), self._secret)
            return _gone_to(form, cookies=(cookie(value, secure=self._secure),))

        return self._outcome(form, done)

    def decide(self, form: Form, headers: Mapping[str, str]) -> Outcome:
        """Take a verdict: ``action``, ``name``, ``source``, ``via``, ``model``, ``note``, and the ``token``."""

        def done() -> Outcome:
            reviewer = self._required(form, headers, DECIDE)
            by = Decider(name=reviewer.key.name, key_id=reviewer.key.id)
            decided = judge(
                self._store,
                self._folder,
                _verdict(form),
                by,
                self._now(),
                lambda: self._required(form, headers, DECIDE),  # the key may have been revoked while others wrote
            )
            number = None if decided.decision is None else decided.decision.id
            return replace(_gone_to(form, decided=number), decision=number)

        return self._outcome(form, done)

    def sign_out(self, form: Form, headers: Mapping[str, str]) -> Outcome:
        """End the session, here and in this browser; it needs the ``token``, so that nobody else ends it."""

        def done() -> Outcome:
            self._end(self._required(form, headers, SIGN_OUT).session)
            return _gone_to(form, cookies=(no_cookie(secure=self._secure),))

        return self._outcome(form, done)

    def _end(self, session: Session) -> None:
        """Remember until its end that a session was ended, should its cookie have been copied."""
        now = self._now()
        with self._ending:
            kept = {nonce: ends for nonce, ends in self._ended.items() if ends > now}
            self._ended = kept | {session.nonce: session.expires_at}

    def _required(self, form: Form, headers: Mapping[str, str], purpose: str) -> Reviewer:
        """Who sends a form from our own page; raises ``Forged`` or ``SignedOut``."""
        if not is_own_page(headers, self._site):
            raise Forged
        reviewer = self.reviewer(headers)
        if reviewer is None:
            raise SignedOut
        if not is_token(form.get("token", ""), reviewer.session, purpose, self._secret):
            raise Forged
        return reviewer

    def _outcome(self, form: Form, done: Callable[[], Outcome]) -> Outcome:
        """What was done, or why it was not, in a sentence; paths of this machine are for the log."""
        try:
            return done()
        except BenchbookError as error:
            refused = _refused(error)
            if refused.status == _UNAVAILABLE:
                _log.warning("a form for review cannot be answered: %s", error)
            cookies = (no_cookie(secure=self._secure),) if isinstance(error, SignedOut) else ()
            inputs = {name: value for name, value in form.items() if name not in _SECRETS}
            return replace(refused, inputs=inputs, cookies=cookies, error=type(error).__name__)


def _verdict(form: Form) -> Verdict:
    action = field(form, "action", _MOST_ID)
    if action not in _ACTIONS:
        raise BadForm(f"the action is {' or '.join(sorted(_ACTIONS))}")
    return Verdict(
        action=convert(action, Action),
        name=field(form, "name", MOST_CHARACTERS),
        source=field(form, "source", _MOST_ID),
        via=form.get("via") or None,
        model_id=field(form, "model", _MOST_ID).strip(),
        note=form.get("note", ""),
    )


def _gone_to(form: Form, *, cookies: tuple[str, ...] = (), decided: int | None = None) -> Outcome:
    """Back to the page, with the state of its address that the form brought in ``back``, and nowhere else."""
    told = form.get("back", "").removeprefix("?")
    state = [pair for pair in parse_qsl(told[:_MOST_BACK]) if pair[0] != "decided"]
    if decided is not None:
        state.append(("decided", str(decided)))
    return Outcome(status=_SEE_OTHER, location=f"{PATH}?{urlencode(state)}" if state else PATH, cookies=cookies)


def _refused(error: BenchbookError) -> Outcome:
    if isinstance(error, KeyInvalid):
        return Outcome(status=error.status, sentence="This is no key in force here")
    if isinstance(error, RequestError):
        wait = error.retry_after_seconds if isinstance(error, TooManyAttempts) else None
        return Outcome(status=error.status, sentence=error.sentence, hint=error.hint, retry_after_seconds=wait)
    if isinstance(error, DecisionRefused):
        return Outcome(status=_UNPROCESSABLE, sentence=f"Not decided: {error.reason}")
    if isinstance(error, FactsError):
        return Outcome(status=_UNAVAILABLE, sentence=f"Nothing was changed: the facts: {error.reason}")
    return Outcome(status=_UNAVAILABLE, sentence=_unavailable(error), retry_after_seconds=1)


def _unavailable(error: BenchbookError) -> str:
    if isinstance(error, StoreReadOnly):
        return "Nothing was changed: the store may only be read here"
    if isinstance(error, StoreBusy):
        return "Nothing was changed: somebody else is writing to the store; try again"
    if isinstance(error, StoreError):
        return "Nothing was changed: the store cannot be written at the moment"
    return "Nothing was changed: it cannot be done at the moment"
