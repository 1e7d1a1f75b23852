"""A bundle gives the ledger that went into it, or nothing at all and a sentence why."""

import io
import json
import os
import struct
import zipfile
from datetime import UTC, datetime

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dumps import dump, take
from sqlalchemy import update

from benchbook.bundle import create_bundle, fingerprint, load_bundle, make_keys, read_private_key, read_public_key
from benchbook.bundle import verified as opened_bundle
from benchbook.bundle.manifest import MANIFEST, SIGNATURE, STORE
from benchbook.errors import BundleError, NotEmpty, StoreUnavailable, UnreadableInput, UnwritableOutput, WouldOverwrite
from benchbook.model import ApiKey
from benchbook.rebuild import snapshot_hash
from benchbook.store import open_store, tables

NOW = datetime(2026, 10, 3, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
RAWS = [dump(number, models=20) for number in range(4)]


def key(name):
    return ApiKey(id=name, name=name, account="default", created_at=NOW, secret_sha256="0" * 64)


def filled(store):
    for raw in RAWS:
        take(store, raw)
    with store.writing() as writer:
        writer.add_key(key("theirs"))
        writer.announce("w", ["e"])
        writer.remember_reply("https://there.example", '"1"', None, RAWS[0].sha256)
    return store


def ledger(store):
    own = {"meta", "api_keys", "announced", "decisions", "replies"}
    wanted = [table for table in tables.metadata.sorted_tables if table.name not in own]
    rows = store._ask(lambda connection: [connection.execute(table.select()).all() for table in wanted])
    return {table.name: sorted(found, key=repr) for table, found in zip(wanted, rows, strict=True)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The bytes of a bundle."""
    folder = tmp_path_factory.mktemp("made")
    with open_store(str(folder / "store.db")) as store:
        create_bundle(filled(store), str(folder / "it.benchbook"), PRIVATE, now=NOW)
    return (folder / "it.benchbook").read_bytes()


def test_what_went_in_comes_out_and_keys_stay_where_they_were(store, tmp_path):
    filled(store)
    path = tmp_path / "it.benchbook"
    manifest = create_bundle(store, str(path), PRIVATE, now=NOW)
    assert (manifest.snapshot, manifest.signer) == (snapshot_hash(store), fingerprint(PUBLIC))
    assert manifest.counts["imports"] == 4
    assert [(one.source, one.licence, one.imports) for one in manifest.sources] == [("openrouter", "attribution", 4)]
    assert [one.name for one in tmp_path.iterdir() if "benchbook" in one.name] == ["it.benchbook"]
    with open_store(str(tmp_path / "other.db")) as other:
        with other.writing() as writer:
            writer.add_key(key("ours"))
        generation = other.generation()
        assert load_bundle(str(path), PUBLIC, other) == manifest
        assert ledger(other) == ledger(store)
        assert other.keys() == (key("ours"),)
        assert other.generation() > generation
        assert other.replies() == ()
        assert [other.archived(raw.sha256) for raw in RAWS] == [raw.body for raw in RAWS]
        assert other.check() == ()


def test_a_bundle_is_loaded_into_an_empty_store_or_in_the_place_of_another(store, tmp_path, made):
    path = tmp_path / "it.benchbook"
    path.write_bytes(made)
    take(store, dump(9, models=5))
    with store.writing() as writer:
        writer.add_key(key("ours"))
        writer.announce("w", ["mine"])
        writer.remember_reply("https://there.example", '"1"', None, dump(9, models=5).sha256)
    before = ledger(store)
    with pytest.raises(NotEmpty, match="--replace"):
        load_bundle(str(path), PUBLIC, store)
    assert ledger(store) == before
    load_bundle(str(path), PUBLIC, store, replace=True)
    assert len(store.imports()) == 4
    assert (store.keys(), store.announced("w")) == ((key("ours"),), {"mine"})
    take(store, dump(10, models=20))
    assert store.check() == ()


def test_a_bundle_without_documents_has_none(store, tmp_path):
    filled(store)
    create_bundle(store, str(tmp_path / "it"), PRIVATE, now=NOW, with_raw=False)
    with opened_bundle(str(tmp_path / "it"), PUBLIC) as (manifest, copy):
        assert not manifest.with_raw
        assert copy.archive_size().documents == 0
        assert {one.pruned_at for one in copy.documents()} == {NOW}
        assert copy.results() == store.results()


def members(made):
    with zipfile.ZipFile(io.BytesIO(made)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def put(path, parts, **more):
    with zipfile.ZipFile(path, "w", **more) as bundle:
        for name, body in parts.items():
            bundle.writestr(name, body)


def signed(parts, **changes):
    """The members with some of the manifest changed and signed again."""
    manifest = json.loads(parts[MANIFEST])
    manifest["store"] |= changes.pop("store", {})
    body = json.dumps(manifest | changes).encode()
    return {**parts, MANIFEST: body, SIGNATURE: PRIVATE.sign(body)}


def refused(path, match, public=PUBLIC):
    with pytest.raises(BundleError, match=match) as error, opened_bundle(str(path), public):
        pass
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(str(path))


def test_another_key_and_every_changed_byte_are_refused(made, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(made)
    refused(path, "is not signed with the key", Ed25519PrivateKey.generate().public_key())
    parts = members(made)
    for changed in (parts[MANIFEST].replace(b'"openrouter"', b'"openrouteR"'), parts[MANIFEST] + b" "):
        put(path, {**parts, MANIFEST: changed})
        refused(path, "is not signed with the key")
    put(path, {**parts, SIGNATURE: parts[SIGNATURE][:-1]})
    refused(path, "signature is not one of Ed25519")
    put(path, {**parts, STORE: parts[STORE][:-1] + bytes([parts[STORE][-1] ^ 255])})
    refused(path, "damaged or was cut off: store.db.zst")
    put(path, {**parts, STORE: parts[STORE] + b"\0"})
    refused(path, "not as long as was signed")
    start = made.index(parts[STORE][:50])
    for place in range(start, start + len(parts[STORE]), len(parts[STORE]) // 30):
        path.write_bytes(made[:place] + bytes([made[place] ^ 255]) + made[place + 1 :])
        refused(path, "is damaged")


@pytest.mark.parametrize("end", ["first", "last"])
def test_changes_outside_what_is_signed_are_refused_or_mean_nothing(made, tmp_path, end):
    path = tmp_path / "it"
    signed_manifest = json.loads(members(made)[MANIFEST])
    for place in range(60) if end == "first" else range(len(made) - 250, len(made)):
        path.write_bytes(made[:place] + bytes([made[place] ^ 255]) + made[place + 1 :])
        try:
            with opened_bundle(str(path), PUBLIC) as (manifest, _):
                assert manifest.store.sha256 == signed_manifest["store"]["sha256"]
        except BundleError as error:
            assert "\n" not in str(error)  # noqa: PT017 -- either outcome will do


def test_what_was_cut_off_is_refused(made, tmp_path):
    path = tmp_path / "it"
    for size in (0, 1, 2, 21, 22, 1000, len(made) // 2, len(made) - 23, len(made) - 1):
        path.write_bytes(made[:size])
        refused(path, "cut off|is not a bundle")


def test_missing_and_further_members_are_refused(made, tmp_path):
    path = tmp_path / "it"
    parts = members(made)
    put(path, {**parts, "readme.txt": b"hello"})
    refused(path, "expected exactly manifest.json, manifest.sig, store.db.zst")
    for name in parts:
        put(path, {other: body for other, body in parts.items() if other != name})
        refused(path, "expected exactly")
        put(path, {name if other == STORE else other: body for other, body in {**parts, "x": b""}.items()})
        refused(path, "expected exactly")
    put(path, {**parts, "../evil": parts[STORE]})
    refused(path, "expected exactly")
    put(path, parts, compression=zipfile.ZIP_DEFLATED)
    refused(path, "compressed otherwise")
    path.write_bytes(b"PK" + bytes(100) + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 3, 3, 60_000_000, 0, 0))
    refused(path, "expected exactly")


def test_a_newer_format_is_refused(made, tmp_path):
    path = tmp_path / "it"
    parts = members(made)
    put(path, signed(parts, format=2))
    refused(path, "is of format 2, newer than this Benchbook reads")
    put(path, signed(parts, schema="0099"))
    refused(path, "schema 0099")
    put(path, {**parts, MANIFEST: b"[]", SIGNATURE: PRIVATE.sign(b"[]")})
    refused(path, "cannot be understood")


def test_what_unpacks_to_more_than_was_signed_is_refused(made, tmp_path):
    path = tmp_path / "it"
    bomb = zstandard.compress(bytes(300_000_000))
    put(path, signed({**members(made), STORE: bomb}, store={"packed_bytes": len(bomb)}))
    refused(path, "is not what was signed")


def repacked(made, tmp_path, change):
    """The bundle with its store changed and signed anew."""
    (tmp_path / "s.db").write_bytes(zstandard.decompress(members(made)[STORE], max_output_size=10**9))
    with open_store(str(tmp_path / "s.db")) as store:
        with store.writing() as writer:
            writer._connection.execute(change)
        create_bundle(store, str(tmp_path / "it"), PRIVATE, now=NOW)
    return tmp_path / "it"


def test_an_unsound_store_is_refused_though_it_is_signed(made, tmp_path, monkeypatch):
    spoilt = update(tables.raw).where(tables.raw.c.sha256 == RAWS[0].sha256).values(zstd=b"no")
    with pytest.raises(StoreUnavailable, match=r"s\.db: is unsound, so that no bundle is made: archived document"):
        repacked(made, tmp_path, spoilt)
    assert not (tmp_path / "it").exists()
    (tmp_path / "s.db").unlink()
    monkeypatch.setattr("benchbook.bundle.create._require_sound", lambda *_: None)
    refused(
        repacked(made, tmp_path, spoilt), "its store is unsound: archived document .* and 3 more|its store is unsound"
    )
    put(tmp_path / "it", signed(members(made), snapshot="0" * 64))
    refused(tmp_path / "it", "serves something else than its manifest says")


@pytest.mark.parametrize("kind", ["folder", "nothing", "note"])
def test_what_is_no_bundle_is_refused(tmp_path, kind):
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    if kind == "note":
        path.write_text("not a bundle, just a note that is long enough to be looked at")
    with pytest.raises((BundleError, UnreadableInput)) as error, opened_bundle(str(path), PUBLIC):
        pass
    assert "\n" not in str(error.value)


def test_a_bundle_that_cannot_be_written_leaves_nothing(store, tmp_path):
    with pytest.raises(UnwritableOutput, match="where: cannot be written: no such file or directory"):
        create_bundle(store, str(tmp_path / "no" / "where"), PRIVATE, now=NOW)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def another_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "the only copy of something")
    return file.getvalue()


@pytest.mark.parametrize("content", [b"the only copy of something", b"PK", another_zip()], ids=["text", "short", "zip"])
def test_only_a_bundle_is_replaced_by_a_bundle(store, tmp_path, made, content):
    path = tmp_path / "it"
    path.write_bytes(content)
    with pytest.raises(WouldOverwrite):
        create_bundle(store, str(path), PRIVATE, now=NOW)
    assert path.read_bytes() == content
    path.write_bytes(made)
    create_bundle(store, str(path), PRIVATE, now=NOW)
    assert path.read_bytes() != made


def test_a_link_stays_one_and_what_is_no_file_stays_what_it_is(store, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "it")
    create_bundle(store, str(tmp_path / "link"), PRIVATE, now=NOW)
    assert (tmp_path / "link").is_symlink()
    assert zipfile.is_zipfile(tmp_path / "it")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(WouldOverwrite):
            create_bundle(store, str(tmp_path / name), PRIVATE, now=NOW)
    assert (tmp_path / "pipe").is_fifo()


def test_keys_are_written_once_and_the_private_one_for_its_owner_only(tmp_path):
    private, public, shown = make_keys(str(tmp_path / "mine"))
    assert private.stat().st_mode & 0o777 == 0o600
    assert fingerprint(read_public_key(str(public))) == shown
    assert fingerprint(read_private_key(str(private)).public_key()) == shown
    before = private.read_bytes(), public.read_bytes()
    with pytest.raises(WouldOverwrite, match="is not overwritten"):
        make_keys(str(tmp_path / "mine"))
    public.unlink()
    with pytest.raises(WouldOverwrite):
        make_keys(str(tmp_path / "mine"))
    assert not public.exists()
    assert private.read_bytes() == before[0]
    for wrong in (public, private, tmp_path):
        with pytest.raises(UnreadableInput):
            read_public_key(str(wrong))
    (tmp_path / "mine.pub").write_bytes(before[1])
    with pytest.raises(UnreadableInput, match="expected a private key"):
        read_private_key(str(public))
