"""The collector of cycles, paused while a great many rows are made that hold no cycles.

Objects are freed when the last that holds them lets go. The collector is there for those that hold each other; it
walks over everything that lives, again and again as more is made. Reading and matching make millions of values, none
of which holds a cycle, so that it would find nothing: a fifth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector for the length of a block, however the block ends; where it is off, it stays off.

    It is paused for the whole process: cycles that another thread leaves behind meanwhile are collected afterwards.
    Blocks may stand in one another, and in several threads: whichever found the collector running starts it again.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
