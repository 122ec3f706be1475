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
    uploads: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class ReopenForm:
    csrf: str
    command_id: RowId
    note: str


@dataclass(frozen=True, slots=True)
class SurveyForm:
    csrf: str
    command_id: RowId
    rating: int
    """0 when none was chosen."""
    comment: str


async def note_form(request: Request[None, None, State]) -> NoteForm:
    form = await request.form()
    uploads = await _uploads(form)
    return NoteForm(_text(form, "csrf"), _row_id(form, "post_id"), _prose(form, "note"), uploads)


async def problem_form(request: Request[None, None, State]) -> ProblemForm:
    form = await request.form()
    return ProblemForm(
        _text(form, "csrf"),
        _row_id(form, "issue_id"),
        _text(form, "issue_type"),
        _prose(form, "description"),
        await _uploads(form),
    )


async def reopen_form(request: Request[None, None, State]) -> ReopenForm:
    form = await request.form()
    return ReopenForm(_text(form, "csrf"), _row_id(form, "command_id"), _prose(form, "note"))


async def survey_form(request: Request[None, None, State]) -> SurveyForm:
    form = await request.form()
    rating = _text(form, "rating")
    return SurveyForm(
        _text(form, "csrf"),
        _row_id(form, "command_id"),
        int(rating) if rating in {"1", "2", "3", "4", "5"} else 0,
        _prose(form, "comment"),
    )


async def _uploads(form: FormMultiDict) -> tuple[Upload, ...]:
    files = [item for item in form.getall("files", []) if isinstance(item, UploadFile)]
    chosen = [file for file in files if file.filename]
    if len(chosen) > MAX_FILES:
        raise FormRefused(f"Please send up to {MAX_FILES} files at a time.")
    return tuple([Upload(_plain_name(file.filename), await file.read()) for file in chosen])


def _prose(form: FormMultiDict, name: str) -> str:
    """What somebody wrote. A browser sends line breaks as CRLF; ours are LF everywhere."""
    return _text(form, name).replace("\r\n", "\n").strip()


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
