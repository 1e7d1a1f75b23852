"""A watch is told of each event once, and telling it is no change of the ledger."""


def test_what_was_announced_is_known_by_watch(store):
    before = store.generation()
    with store.writing() as writer:
        writer.announce("w" * 32, ["a" * 32, "b" * 32])
    with store.writing() as writer:
        writer.announce("w" * 32, ["b" * 32, "c" * 32, "c" * 32])
        writer.announce("x" * 32, [])
    assert store.announced("w" * 32) == {"a" * 32, "b" * 32, "c" * 32}
    assert store.announced("x" * 32) == set()
    assert store.generation() == before
