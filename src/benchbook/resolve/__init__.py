"""Identity: from a source's words to a catalogue id, or to none, with the reason.

A name is read by a grammar into parts; parts are compared with those of the catalogue entries' own
names. People's decisions stand in TOML. Nothing here measures likeness on the way to a match.

::

    Labels -> pieces -> grammar -> compare with catalog -> resolver (and what is decided) -> Identity
"""

from benchbook.resolve.facts import Facts, packaged_facts
from benchbook.resolve.names import normalise
from benchbook.resolve.resolver import Resolver
from benchbook.resolve.suggest import Suggester

__all__ = ["Facts", "Resolver", "Suggester", "normalise", "packaged_facts"]
