"""Who may decide at the desk, and what becomes of every form that is not one of theirs."""

import errno

import pytest

from benchbook.errors import StoreBusy, StoreUnavailable
from benchbook.store import open_store
from benchbook.web.attempts import MOST_A_MINUTE
from benchbook.web.desk import SIGN_OUT
from benchbook.web.session import COOKIE

HOST = {"host": "127.0.0.1:8484", "origin": "http://127.0.0.1:8484", "sec-fetch-site": "same-origin"}
ADDRESS = "192.0.2.7"
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202egnp.exe\u200f",
    "x" * 300,
    "=cmd()",
    "a\r\nSet-Cookie: benchbook_review=x",
    "a\0b",
    "\U0001f600",
)


def test_a_reviewer_signs_in_decides_and_signs_out(bench):
    headers = bench.signed_in()
    assert bench.desk.reviewer(headers).key == bench.key
    form = bench.form(headers, back="source=arena&page=2")
    outcome = bench.desk.decide(form, headers)
    assert (outcome.status, outcome.location) == (303, "/unresolved?source=arena&page=2&decided=1")
    assert outcome.headers() == {"Cache-Control": "no-store", "Location": outcome.location}
    (decision,) = bench.store.decisions()
    assert decision.id == outcome.decision
    assert (decision.decider, decision.key_id, decision.name, decision.model_id) == (
        "ana",
        bench.key.id,
        "Codename",
        "acme/lumen",
    )
    assert (decision.reason, decision.gained, decision.licence) == ("its page", 1, "internal")
    leave = {"token": bench.desk.token(bench.desk.reviewer(headers), SIGN_OUT)}
    outcome = bench.desk.sign_out(leave, headers)
    assert (outcome.status, outcome.location) == (303, "/unresolved")
    assert f"{COOKIE}=; Path=/unresolved; Max-Age=0" in outcome.cookies[0]


def test_a_cookie_that_was_copied_is_of_no_use_once_its_holder_signed_out(bench):
    headers, other = bench.signed_in(), bench.signed_in()
    form = bench.form(headers)
    leave = {"token": bench.desk.token(bench.desk.reviewer(headers), SIGN_OUT)}
    assert bench.desk.sign_out(leave, headers).status == 303
    assert bench.desk.reviewer(headers) is None
    refused(bench, bench.desk.decide(form, headers), 401)
    assert bench.desk.sign_out(leave, headers).status == 401
    assert bench.desk.reviewer(other) is not None


def test_the_key_stands_in_no_cookie_no_answer_and_no_log(bench, caplog):
    outcome = bench.desk.sign_in({"key": bench.token, "back": "q=1"}, HOST, ADDRESS)
    secret = bench.token.split("-", 2)[2]
    assert secret not in repr(outcome)
    wrong = bench.desk.sign_in({"key": bench.token + "x"}, HOST, ADDRESS)
    assert secret not in repr(wrong)
    assert secret not in caplog.text


@pytest.mark.parametrize("site", [None, "http://bench.example", "https://bench.example"])
def test_the_cookie_is_secure_where_the_site_is(bench, site):
    outcome = bench.made(site=site).sign_in({"key": bench.token}, HOST, ADDRESS)
    assert ("; Secure" in outcome.cookies[0]) == (site == "https://bench.example")


@pytest.mark.parametrize(
    ("key", "status", "sentence"),
    [
        ("", 400, "the field key is missing"),
        ("nonsense", 401, "This is no key in force here"),
        ("bb-000000000000-wrong", 401, "This is no key in force here"),
        ("x" * 257, 400, "more than 256 characters"),
        ("\udc80\0\r\n", 401, "This is no key in force here"),
    ],
)
def test_what_is_no_key_signs_nobody_in(bench, key, status, sentence):
    outcome = bench.desk.sign_in({"key": key, "back": "page=2"}, HOST, ADDRESS)
    assert (outcome.status, outcome.location, outcome.cookies) == (status, None, ())
    assert sentence in outcome.sentence
    assert outcome.inputs == {"back": "page=2"}


def test_a_readers_key_may_not_decide(bench):
    outcome = bench.desk.sign_in({"key": bench.readers_token}, HOST, ADDRESS)
    assert (outcome.status, outcome.cookies) == (403, ())
    assert (outcome.sentence, outcome.error) == ("The key 'ci' may read, but not decide", "NotReviewer")
    assert "--reviewer" in outcome.hint


def test_a_copied_key_may_have_space_around_it(bench):
    assert bench.desk.sign_in({"key": f" {bench.token}\r\n"}, HOST, ADDRESS).status == 303


def revoke(bench):
    with bench.store.writing() as writer:
        assert writer.revoke_key(bench.key.id, bench.now)


def refused(bench, outcome, status):
    """A form that changed nothing and comes back with what was typed."""
    assert (outcome.status, outcome.location, bench.store.decisions()) == (status, None, ())
    assert not bench.facts.exists()
    assert {"key", "token"}.isdisjoint(outcome.inputs)
    return outcome


def test_a_revoked_key_signs_nobody_in_and_ends_its_sessions(bench):
    headers = bench.signed_in()
    form = bench.form(headers)
    revoke(bench)
    assert bench.desk.reviewer(headers) is None
    outcome = refused(bench, bench.desk.decide(form, headers), 401)
    assert "Max-Age=0" in outcome.cookies[0]
    assert outcome.inputs["note"] == "its page"
    assert bench.desk.sign_in({"key": bench.token}, HOST, ADDRESS).status == 401


def test_a_key_that_is_revoked_while_others_write_decides_nothing(bench):
    headers = bench.signed_in()
    form = bench.form(headers)
    answers = [bench.store.keys(), ()]
    desk = bench.made(keys=lambda: answers.pop(0))
    refused(bench, desk.decide(form, headers), 401)
    assert answers == []


def test_a_session_ends_after_an_hour(bench):
    headers = bench.signed_in()
    form = bench.form(headers)
    bench.pass_time(minutes=59)
    assert bench.desk.reviewer(headers) is not None
    bench.pass_time(minutes=1)
    assert bench.desk.reviewer(headers) is None
    refused(bench, bench.desk.decide(form, headers), 401)


def test_a_server_that_begins_anew_knows_no_session_unless_the_secret_is_shared(bench):
    headers = bench.signed_in()
    assert bench.made(secret=b"t" * 32).reviewer(headers) is None
    assert bench.made().reviewer(headers).key.name == "ana"


@pytest.mark.parametrize("cookie", ["", "nonsense", "k.1.n.m", "\udc80", "a" * 4000])
def test_a_forged_cookie_is_nobodys(bench, cookie):
    headers = bench.signed_in()
    form = bench.form(headers)
    refused(bench, bench.desk.decide(form, HOST | {"cookie": f"{COOKIE}={cookie}"}), 401)
    refused(bench, bench.desk.decide(form, HOST), 401)


def test_a_form_needs_the_token_of_its_session_and_purpose(bench):
    headers, other = bench.signed_in(), bench.signed_in()
    form = bench.form(headers)
    out = bench.desk.token(bench.desk.reviewer(headers), SIGN_OUT)
    for forged in ("", "wrong", "\udc80", out, bench.form(other)["token"]):
        refused(bench, bench.desk.decide(form | {"token": forged}, headers), 403)
    del form["token"]
    refused(bench, bench.desk.decide(form, headers), 403)
    outcome = bench.desk.sign_out({"token": bench.form(headers)["token"]}, headers)
    assert (outcome.status, outcome.cookies) == (403, ())


@pytest.mark.parametrize("elsewhere", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_is_refused_even_with_cookie_and_token(bench, elsewhere):
    headers = bench.signed_in()
    form = bench.form(headers)
    refused(bench, bench.desk.decide(form, headers | elsewhere), 403)
    assert bench.desk.sign_in({"key": bench.token}, HOST | elsewhere, ADDRESS).status == 403
    assert bench.desk.sign_out(form, headers | elsewhere).status == 403


def test_attempts_to_sign_in_are_few(bench):
    for _ in range(MOST_A_MINUTE):
        assert bench.desk.sign_in({"key": "bb-0-wrong"}, HOST, ADDRESS).status == 401
    outcome = bench.desk.sign_in({"key": bench.token}, HOST, ADDRESS)
    assert (outcome.status, outcome.retry_after_seconds) == (429, 60)
    assert outcome.headers()["Retry-After"] == "60"
    assert "try again in 60 s" in outcome.sentence
    assert bench.desk.sign_in({"key": bench.token}, HOST, "192.0.2.8").status == 303
    bench.pass_time(seconds=61)
    for _ in range(3 * MOST_A_MINUTE):
        assert bench.desk.sign_in({"key": bench.token}, HOST, ADDRESS).status == 303


def test_the_same_form_twice_decides_once(bench):
    headers = bench.signed_in()
    form = bench.form(headers)
    assert bench.desk.decide(form, headers).status == 303
    again = bench.desk.decide(form, headers)
    assert (again.status, again.sentence) == (
        409,
        "'Codename' of arena was joined to acme/lumen meanwhile; nothing was changed",
    )
    assert len(bench.store.decisions()) == 1
    reject = bench.form(headers, action="reject", name="Nib")
    assert [bench.desk.decide(reject, headers).status for _ in range(2)] == [303, 409]
    assert len(bench.store.decisions()) == 2


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"action": "delete"}, 400, "the action is accept or reject"),
        ({"action": ""}, 400, "the field action is missing"),
        ({"name": ""}, 400, "the field name is missing"),
        ({"name": "x" * 513}, 400, "more than 512 characters"),
        ({"name": "Never"}, 404, "No name 'Never' of 'arena' is known here"),
        ({"via": "relay"}, 404, "No name 'Codename' of 'arena'"),
        ({"source": "other"}, 404, "No name 'Codename' of 'other'"),
        ({"model": "acme/none"}, 404, "Model 'acme/none' is not in the catalogue"),
        ({"model": "x" * 201}, 400, "more than 200 characters"),
        ({"note": "x" * 501}, 400, "the note has more than 500 characters"),
        ({"name": "\U0001f600"}, 422, "no letter or digit in it to compare; nothing was changed"),
    ],
)
def test_what_cannot_be_decided_comes_back_with_a_sentence(bench, changes, status, sentence):
    headers = bench.signed_in()
    form = bench.form(headers, **changes)
    outcome = refused(bench, bench.desk.decide(form, headers), status)
    assert sentence in outcome.sentence
    assert outcome.inputs == {name: value for name, value in form.items() if name != "token"}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_break_nothing(bench, name):
    headers = bench.signed_in()
    outcome = bench.desk.decide(bench.form(headers, name=name, back=name, note=name), headers)
    assert outcome.status in {404, 422}
    assert outcome.inputs["name"] == name
    decided = bench.desk.decide(bench.form(headers, back=f"q={name}"), headers)
    assert decided.status == 303
    assert decided.location.startswith("/unresolved?")
    assert decided.location.isascii()
    assert decided.location.isprintable()


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("", "/unresolved"),
        ("?page=2", "/unresolved?page=2"),
        ("//evil.example", "/unresolved"),
        ("https://evil.example/?a=1", "/unresolved?https%3A%2F%2Fevil.example%2F%3Fa=1"),
        ("a=1\r\nSet-Cookie: x=y", "/unresolved?a=1%0D%0ASet-Cookie%3A+x%3Dy"),
        ("decided=7&a=1", "/unresolved?a=1"),
        ("a=" + "x" * 5000, "/unresolved?a=" + "x" * 1998),
    ],
)
def test_the_way_back_stays_on_the_page(bench, back, location):
    assert bench.desk.sign_in({"key": bench.token, "back": back}, HOST, ADDRESS).location == location


def unavailable(bench, desk=None):
    headers = bench.signed_in()
    outcome = refused(bench, (desk or bench.desk).decide(bench.form(headers), headers), 503)
    assert str(bench.facts.parent) not in outcome.sentence
    assert outcome.sentence.startswith("Nothing was changed: ")
    return outcome.sentence


def test_a_folder_that_cannot_be_written_is_told_without_its_path(bench, monkeypatch, caplog):
    def denied(*_, **__):
        raise OSError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.mkdir", denied)
        assert "cannot be written: permission denied" in unavailable(bench)
    bench.facts.parent.joinpath("file").write_text("no folder")
    desk = bench.made(folder=bench.facts.parent / "file")
    assert "there is no such folder of facts" in unavailable(bench, desk)
    assert str(bench.facts.parent) in caplog.text


def test_a_store_that_may_only_be_read_says_so(bench, monkeypatch):
    monkeypatch.setattr(bench.store, "_read_only", True)
    assert "may only be read" in unavailable(bench)


def test_a_store_that_is_locked_says_so(bench):
    with open_store(bench.store.name, busy_timeout_seconds=0.05) as impatient, bench.store.writing():
        assert "somebody else is writing" in unavailable(bench, bench.made(store=impatient))


@pytest.mark.parametrize("error", [StoreBusy("s", 1), StoreUnavailable("s", "gone")], ids=repr)
def test_a_store_that_cannot_tell_its_keys_signs_nobody_in(bench, error):
    def broken():
        raise error

    outcome = bench.made(keys=broken).sign_in({"key": bench.token}, HOST, ADDRESS)
    assert (outcome.status, outcome.retry_after_seconds, outcome.cookies) == (503, 1, ())
