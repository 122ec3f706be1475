"""What a tab is called: the page, or the thing that is open on it."""

from __future__ import annotations

from desktop.links import Link, LinkKind
from desktop.shell.navigation import Place
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.staff import StaffRow

_PAGES = {page.key: page.title for page in PAGES}


def title_of(store: Store, place: Place) -> str:
    """The title of a place; of something that is gone, its page's."""
    page = _PAGES.get(place.page, "Ringdesk")
    return (_of_link(store, place.link) or page) if place.link is not None else page


def _of_link(store: Store, link: Link) -> str:
    from desktop.replica.search_documents import DOCUMENTS, read  # noqa: PLC0415 - start fast

    if link.kind is LinkKind.VOICEMAIL:
        return "Voicemail"
    if link.kind is LinkKind.FIELDWORKER:
        row = store.view.get(StaffRow, link.id)
        return f"Pay of {row.name}" if row is not None else ""
    one = next(each for each in DOCUMENTS if each.entity == link.kind)
    found = store.reader().execute(read(one, one.title, "r.id = ?"), (link.id,)).fetchone()
    return str(found[0]) if found and found[0] else ""
