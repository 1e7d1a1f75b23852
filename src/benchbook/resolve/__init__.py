"""Identity: from a source's words to a catalogue id, or to none, with the reason.

First version: the catalogue's own ids, permaslugs, names and Hugging Face ids, compared after
normalising case and punctuation only; words for effort and mode are split off into their own
fields. Nothing here measures likeness on the way to a match.
"""

from benchbook.resolve.facts import Facts, packaged_facts
from benchbook.resolve.names import normalise
from benchbook.resolve.resolver import Resolver
from benchbook.resolve.suggest import Suggester

__all__ = ["Facts", "Resolver", "Suggester", "normalise", "packaged_facts"]
