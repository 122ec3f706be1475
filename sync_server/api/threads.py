"""A record's one thread, read directly: for checks and for programs that keep no replica."""

from __future__ import annotations

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from sync_server.api.access import By, Here
from sync_server.contract.base import Message, RowId
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.rules.visibility import may_see
from sync_server.store.view import SqlView


class ThreadPage(Message, frozen=True):
    """The thread of a record with the posts this person may read, oldest first."""

    thread: ThreadRow
    posts: tuple[PostRow, ...]


@get("/v1/threads/{record_id:str}", sync_to_thread=True)
def thread(record_id: FromPath[str], server: Here, actor: By) -> ThreadPage:
    """The one thread of a record (DIS-01)."""
    with server.database.reading() as connection:
        view = SqlView(connection)
        threads = view.where(ThreadRow, record_id=RowId(record_id))
        seen = [found for found in threads if may_see(view, found, actor.role, actor.id)]
        if not seen:
            raise NotFoundException(detail="This discussion does not exist any more.")
        (found,) = seen
        posts = view.where(PostRow, thread_id=found.id)
        visible = [post for post in posts if may_see(view, post, actor.role, actor.id)]
    return ThreadPage(found, tuple(visible))
