"""Commands killed at any time leave the state before or the state after, and can be repeated.

Times are drawn from BENCHBOOK_TEST_SEED, which is printed; each command is killed at moments spread over
the time that it takes.
"""

import os
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dumps import dump, take
from sqlalchemy import create_engine, make_url
from warm import Warm

from benchbook.bundle import create_bundle, make_keys, read_private_key
from benchbook.model import ApiKey
from benchbook.rebuild import snapshot_hash
from benchbook.store import open_store

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("BENCHBOOK_TEST_SEED", "20260722"))
KILLS = 13
MODELS = 24
NOW = datetime(2026, 10, 3, tzinfo=UTC)
KEY = ApiKey(id="k1", name="ci", account="default", created_at=NOW, secret_sha256="0" * 64)


@pytest.fixture(scope="module")
def warm():
    with Warm() as opened:
        yield opened


@pytest.fixture
def moments(request):
    """Gives moments at which to kill what takes so many seconds."""
    name = request.node.name
    print(f"seed {SEED} for {name}")  # noqa: T201
    chance = random.Random(f"{SEED} {name}")
    return lambda seconds: [round(chance.uniform(0, 1.05 * seconds), 4) for _ in range(KILLS)]


def write_dumps(folder, numbers):
    folder.mkdir(exist_ok=True)
    paths = []
    for number in numbers:
        raw = dump(number, MODELS)
        paths.append(folder / raw.origin)
        paths[-1].write_bytes(raw.body)
    return paths


def fill(target, numbers):
    with open_store(target) as store:
        for number in numbers:
            take(store, dump(number, MODELS))
        with store.writing() as writer:
            writer.add_key(KEY)
        return seen(store)


def seen(store):
    """All that tells one state of a ledger from another, once whoever was killed has let go of it."""
    with store.writing():
        pass
    counts = store.counts()
    return snapshot_hash(store), len(store.imports()), counts, len(store.subjects()), store.archive_size()


def state(target):
    with open_store(target) as store:
        return seen(store)


def assert_sound(warm, target):
    checked = warm.run("status", "--verify", "--store", target)
    assert (checked["code"], checked["said"][-6:]) == (0, "sound\n"), checked


def assert_done(done, code=0):
    assert done["code"] == code, done["said"]
    return done["seconds"]


def killed(warm, *words, after):
    done = warm.run(*words, kill_after=after)
    assert done["code"] in {-9, 0}, done
    return done["code"] == -9


def empty(target):
    """Make a store's place as if nothing had ever been there."""
    if "://" not in target:
        for path in Path(target).parent.glob(f"{Path(target).name}*"):
            path.unlink()
        return
    url = make_url(target).set(drivername="postgresql+psycopg")
    name = url.query["options"].removeprefix("-csearch_path=")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    engine.dispose()


def test_imports_are_there_or_not(warm, target, tmp_path, moments):
    before = fill(target, [0, 1])
    rehearsal, *paths = write_dumps(tmp_path / "dumps", range(2, KILLS + 3))
    seconds = assert_done(warm.run("import", rehearsal, "--store", target))
    before = state(target)
    hits = 0
    for path, share in zip(paths, moments(1), strict=True):
        moment = share * seconds
        hit = killed(warm, "import", path, "--store", target, after=moment)
        hits += hit
        assert_sound(warm, target)
        after = state(target)
        assert after == before or after[1] == before[1] + 1, moment
        whole = assert_done(warm.run("import", path, "--store", target))
        if hit:
            seconds = whole  # as busy as the machine is now
        before = state(target)
        assert before == after or after[1] == before[1] - 1, moment
    assert hits > KILLS // 2


def test_a_store_is_rebuilt_or_empty(warm, target, tmp_path, moments):
    source = str(tmp_path / "source.db")
    expected = fill(source, range(3))
    open_store(target).close()
    words = ("rebuild", "--store", source, "--into", target)
    seconds = assert_done(warm.run(*words))
    for moment in moments(seconds):
        empty(target)
        killed(warm, *words, after=moment)
        found = state(target)
        assert found[:2] == expected[:2] or found[1] == 0, moment
        assert_done(warm.run(*words), code=3 if found[1] else 0)
        assert state(target)[:4] == expected[:4]
        assert_sound(warm, target)
    assert_sound(warm, source)


def restored(target, template):
    """The store as it was before anything was pruned."""
    if "://" not in target:
        shutil.copy(template, target)
        return
    with open_store(target) as store:
        for number in range(8):
            assert take(store, dump(number, MODELS)).repeated


def test_documents_are_pruned_or_not(warm, target, tmp_path, moments):
    before = fill(target, range(8))
    template = tmp_path / "template.db"
    if "://" not in target:
        shutil.copy(target, template)
    words = ("prune", "--keep-last", "2", "--apply", "--store", target)
    seconds = assert_done(warm.run(*words))
    for moment in moments(seconds):
        restored(target, template)
        killed(warm, *words, after=moment)
        assert_sound(warm, target)
        found = state(target)
        assert found[:4] == before[:4], moment
        assert found[4].pruned in {0, 6}, moment
        assert_done(warm.run(*words))
        assert state(target)[4].pruned == 6
    assert_sound(warm, target)


def test_a_bundle_is_loaded_or_not(warm, target, tmp_path, moments):
    private, public, _ = make_keys(str(tmp_path / "mine"))
    bundles = []
    for name, numbers in (("one", range(3)), ("two", range(4, 8))):
        with open_store(str(tmp_path / f"{name}.db")) as store:
            for number in numbers:
                take(store, dump(number, MODELS))
            create_bundle(store, str(tmp_path / name), read_private_key(str(private)), now=NOW)
            bundles.append((tmp_path / name, seen(store)))
    fill(target, [])
    more = ("--public-key", public, "--replace", "--store", target)
    before = bundles[0][1]
    assert_done(warm.run("bundle", "load", bundles[0][0], *more))
    seconds = assert_done(warm.run("bundle", "load", bundles[0][0], *more))
    for turn, moment in enumerate(moments(seconds), start=1):
        path, after = bundles[turn % 2]
        killed(warm, "bundle", "load", path, *more, after=moment)
        assert_sound(warm, target)
        assert state(target) in (before, after), moment
        assert_done(warm.run("bundle", "load", path, *more))
        assert state(target) == after
        before = after
    with open_store(target) as store:
        assert store.keys() == (KEY,)


def test_two_imports_at_once_both_end_well(warm, target, tmp_path):
    fill(target, [0])
    one, other = write_dumps(tmp_path / "dumps", [1, 2])
    with Warm() as second:
        warm.start("import", one, "--store", target)
        second.start("import", other, "--store", target)
        assert_done(warm.end())
        assert_done(second.end())
    assert_sound(warm, target)
    assert state(target)[1] == 3


def test_readers_never_see_half_an_import(warm, target, tmp_path):
    path = tmp_path / "dumps" / "models-2026-07-22.json"
    path.parent.mkdir()
    states = [dump(number, MODELS, changed=MODELS) for number in range(6)]
    with open_store(target) as store:
        take(store, states[0])
        known = {snapshot_hash(store)}
        reads = 0
        for raw in states[1:]:
            path.write_bytes(raw.body)
            warm.start("import", path, "--store", target)
            for _ in range(20):
                models = store.models()
                assert len({stored.model.prices.by_kind["prompt"][-3:] for stored in models}) == 1
                assert len(models) == MODELS
                reads += 1
            assert_done(warm.end())
            known.add(snapshot_hash(store))
    assert reads == 100
    assert len(known) == 6
