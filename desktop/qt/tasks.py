"""Work that waits for the world, in the background of a window: owned, named, ended with it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

_RUNNING: set[asyncio.Task[None]] = set()


def spawn(work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
    """Start a coroutine; its fault goes to the crash reports, never into silence."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _RUNNING.add(task)
    task.add_done_callback(_ended)
    return task


def end_all() -> None:
    """Cancel what still runs; called once, at the end of the program."""
    for task in tuple(_RUNNING):
        task.cancel()


def _ended(task: asyncio.Task[None]) -> None:
    _RUNNING.discard(task)
    if not task.cancelled() and (fault := task.exception()) is not None:
        task.get_loop().call_exception_handler({"message": task.get_name(), "exception": fault})
