"""Rendering many pages on all cores: a whole edition of 5,000 rallies in minutes becomes one in one."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence

from django.db import connections

from .rendering import Rendered, render

# Below this, starting processes takes longer than it saves.
WORTH_PROCESSES = 1000
CHUNK = 20


def render_many(paths: Sequence[str]) -> Iterator[tuple[str, Rendered]]:
    """Yield every path with its rendered page, in order; raises what ``render`` raises.

    Many pages are rendered in processes of their own, each with its own connection to the database; then
    this must not be called inside a transaction.
    """
    cores = os.cpu_count() or 1
    if len(paths) < WORTH_PROCESSES or cores == 1:
        yield from ((path, render(path)) for path in paths)
        return
    # A connection that two processes share would be closed by the first that ends.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        yield from zip(paths, pool.imap(render, paths, chunksize=CHUNK), strict=True)
