"""Work that waits for the world, in the background of a window: owned, named, ended with it."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")
_RUNNING: set[asyncio.Task[None]] = set()


def spawn(work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
    """Start a coroutine; its fault goes to the crash reports, never into silence."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _RUNNING.add(task)
    task.add_done_callback(_ended)
    return task


async def in_thread(work: Callable[[], T]) -> T:
    """Do something slow in a thread; values in, values out."""
    return await asyncio.to_thread(work)


async def load(*modules: str, after: float = 0.0) -> None:
    """Import modules in a thread, `after` seconds: the window stays awake meanwhile."""
    await asyncio.sleep(after)
    await asyncio.to_thread(lambda: [importlib.import_module(name) for name in modules])


def end_all() -> None:
    """Cancel what still runs; called once, at the end of the program."""
    for task in tuple(_RUNNING):
        task.cancel()


def _ended(task: asyncio.Task[None]) -> None:
    _RUNNING.discard(task)
    if not task.cancelled() and (fault := task.exception()) is not None:
        task.get_loop().call_exception_handler({"message": task.get_name(), "exception": fault})
