"""What a customer sends with a form: words and files, checked before anything is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from litestar import Request
from litestar.datastructures import FormMultiDict, State, UploadFile

from sync_server.contract.base import RowId
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES

MAX_FILES = 5
MAX_FORM_BYTES = MAX_FILES * INLINE_ATTACHMENT_BYTES + 256 * 1024
_ROW_ID = re.compile(r"[0-9a-f]{32}")


class FormRefused(Exception):
    """The form cannot be taken as it is; the sentence tells the customer why."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NoteForm:
    csrf: str
    post_id: RowId
    note: str
    uploads: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class ProblemForm:
    csrf: str
    issue_id: RowId
    issue_type: str
    description: str


async def note_form(request: Request[None, None, State]) -> NoteForm:
    form = await request.form()
    files = [item for item in form.getall("files", []) if isinstance(item, UploadFile)]
    chosen = [file for file in files if file.filename]
    if len(chosen) > MAX_FILES:
        raise FormRefused(f"Please send up to {MAX_FILES} files at a time.")
    uploads = [Upload(_plain_name(file.filename), await file.read()) for file in chosen]
    # A browser sends line breaks as CRLF; ours are LF everywhere.
    note = _text(form, "note").replace("\r\n", "\n").strip()
    return NoteForm(_text(form, "csrf"), _row_id(form, "post_id"), note, tuple(uploads))


async def problem_form(request: Request[None, None, State]) -> ProblemForm:
    form = await request.form()
    description = _text(form, "description").replace("\r\n", "\n").strip()
    return ProblemForm(
        _text(form, "csrf"), _row_id(form, "issue_id"), _text(form, "issue_type"), description
    )


def _text(form: FormMultiDict, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _row_id(form: FormMultiDict, name: str) -> RowId:
    value = _text(form, name)
    if not _ROW_ID.fullmatch(value):
        raise FormRefused("This form is incomplete. Please load the page again.")
    return RowId(value)


def _plain_name(name: str) -> str:
    """The last part of a path, without control characters, of a length that can be shown."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-120:] or "file"
