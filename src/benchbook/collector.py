"""Python's collector of cycles, out of the way while many objects are made of which none is in a cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing meanwhile: looking for cycles among rows that are being read takes as long as reading them.

    Several threads may pause at once; the collector is on again when the first of them is done.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
