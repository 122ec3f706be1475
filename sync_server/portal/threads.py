"""Message Us: reading the thread, posting a note with files, opening a file."""

from __future__ import annotations

from urllib.parse import quote

from anyio.to_thread import run_sync
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from sync_server.contract.attachments import ALLOWED_TYPES, NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.threads import WritePost
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES, Visibility
from sync_server.contract.wire import Result
from sync_server.portal.desk import Desk, Guest, NotOpenHere, PortalDesk, Visitor, is_genuine
from sync_server.portal.drafts import NoteDraft, fresh_note
from sync_server.portal.forms import MAX_FORM_BYTES, FormRefused, NoteForm, Upload, note_form
from sync_server.portal.pages import PAGE_HEADERS
from sync_server.portal.record_page import find_file
from sync_server.store.blobs import NoBlob, media_type

TOO_OLD = "This form is too old. Please load the page again."


@get("/thread", sync_to_thread=True)
def show_thread(desk: Desk, visitor: Guest) -> Response[str]:
    """The posts alone, for a page that is already open."""
    return desk.pages.respond("thread.html", page=desk.page(visitor))


@post("/posts", request_max_body_size=MAX_FORM_BYTES)
async def write_post(
    request: Request[None, None, State], desk: Desk, visitor: Guest
) -> Response[str] | Redirect:
    """Take a note; a page with JavaScript gets its form back, one without is sent to the page."""
    form = await note_form(request)
    is_partial = request.headers.get("HX-Request") == "true"
    return await run_sync(_take_note, desk, visitor, form, is_partial)


def _take_note(
    desk: PortalDesk,
    visitor: Visitor,
    form: NoteForm,
    is_partial: bool,  # noqa: FBT001  run_sync passes arguments by place
) -> Response[str] | Redirect:
    page = desk.page(visitor)
    try:
        _write(desk, visitor, form)
    except FormRefused as refusal:
        draft = NoteDraft(desk.fresh_id(), visitor.csrf, form.note, str(refusal))
        template = "composer.html" if is_partial else page.template
        return desk.pages.respond(template, status=422, page=page, draft=draft)
    if not is_partial:
        return Redirect(f"{page.address}#post-{form.post_id}", status_code=303)
    answer = desk.pages.respond("composer.html", page=page, draft=fresh_note(desk, visitor))
    answer.headers["HX-Trigger"] = "record-changed"
    return answer


def _write(desk: PortalDesk, visitor: Visitor, form: NoteForm) -> None:
    if not is_genuine(visitor, form.csrf):
        raise FormRefused(TOO_OLD)
    if not form.note and not form.uploads:
        raise FormRefused("Please write a note or choose a photo first.")
    command = WritePost(
        post_id=form.post_id,
        thread_id=visitor.subject.record_id,
        body=form.note,
        visibility=Visibility.EVERYONE,
        attachments=tuple(keep_file(desk, upload) for upload in form.uploads),
    )
    receipt = desk.perform(visitor, form.post_id, command)
    if receipt.result is Result.REJECTED:
        raise FormRefused(receipt.detail)


def keep_file(desk: PortalDesk, upload: Upload) -> NewAttachment:
    """Store a file that was sent. Raises FormRefused for what we do not take."""
    kind = media_type(upload.content[:16])
    if kind not in ALLOWED_TYPES:
        raise FormRefused(f"{upload.name}: only PNG, JPG and PDF files fit here.")
    if len(upload.content) > INLINE_ATTACHMENT_BYTES:
        raise FormRefused(f"{upload.name} is larger than 5 MB.")
    sha256 = desk.server.blobs.put(upload.content)
    return NewAttachment(desk.fresh_id(), upload.name, kind, len(upload.content), sha256)


@get("/files/{attachment_id:str}", sync_to_thread=True)
def show_file(desk: Desk, visitor: Guest, attachment_id: FromPath[str]) -> Response[bytes]:
    """One file of a post the customer may see; a photo opens, anything else is saved."""
    file = desk.read(lambda view: find_file(view, visitor.subject, RowId(attachment_id)))
    if file is None or file.media_type not in ALLOWED_TYPES:
        raise NotOpenHere
    try:
        with desk.server.blobs.open(file.sha256) as content:
            data = content.read()
    except NoBlob:
        raise NotOpenHere from None  # the row came first; its bytes are still on a phone
    place = "inline" if file.media_type.startswith("image/") else "attachment"
    headers = {
        **PAGE_HEADERS,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='')}",
    }
    return Response(data, media_type=file.media_type, headers=headers)
