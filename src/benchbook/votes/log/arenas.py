"""Arenas: places where votes are gathered, each by its name."""

from benchbook.errors import BadArenaName, NoSuchArena
from benchbook.sources.arena import ARENA_NAME, DESIGN_ARENAS
from benchbook.store import Store
from benchbook.store.voting import Ballots, Records, StoredArena


def checked_name(name: str) -> str:
    """A name that an arena may have; raises ``BadArenaName``."""
    if name in DESIGN_ARENAS:
        raise BadArenaName(name, "is one of Design Arena's, whose ratings stand under it")
    if not ARENA_NAME.fullmatch(name):
        raise BadArenaName(name, "expected 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit")
    return name


def arenas(store: Store) -> tuple[str, ...]:
    """The names of all arenas, in order."""
    return tuple(arena.name for arena in store.of_votes(lambda records: records.arenas()))


def create_arena(store: Store, name: str) -> bool:
    """Make an arena; False where there is one of this name. Raises ``BadArenaName``."""
    with store.voting() as ballots:
        if any(arena.name == name for arena in ballots.arenas()):
            return False
        ballots.add_arena(checked_name(name))
    return True


def found_arena(records: Records, name: str) -> StoredArena:
    """The arena of a name; raises ``NoSuchArena``."""
    known = records.arenas()
    for arena in known:
        if arena.name == name:
            return arena
    raise NoSuchArena(name, [arena.name for arena in known])


def arena_id(ballots: Ballots, name: str) -> int:
    """The id of the arena of a name, which is made if it is not there; raises ``BadArenaName``."""
    for arena in ballots.arenas():
        if arena.name == name:
            return arena.id
    return ballots.add_arena(checked_name(name))
