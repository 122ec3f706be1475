"""When a call may be recorded, paused, continued: the rules of a recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from softphone.call import RecordingState
from softphone.call_book import CallBook, Refused, change, need_talking
from softphone.line import CallRef


def start(book: CallBook, ref: CallRef, path: str) -> CallBook:
    need_talking(book, ref)
    if book.find(ref).recording is not RecordingState.OFF:
        raise Refused("this call is being recorded already")
    if not Path(path).is_absolute() or Path(path).suffix != ".wav":
        raise Refused("a recording needs the full name of a WAV file")
    return _set(book, ref, RecordingState.ON)


def pause(book: CallBook, ref: CallRef) -> CallBook:
    if book.find(ref).recording is not RecordingState.ON:
        raise Refused("this call is not being recorded")
    return _set(book, ref, RecordingState.PAUSED)


def go_on(book: CallBook, ref: CallRef) -> CallBook:
    if book.find(ref).recording is not RecordingState.PAUSED:
        raise Refused("no recording of this call is paused")
    return _set(book, ref, RecordingState.ON)


def stop(book: CallBook, ref: CallRef) -> CallBook:
    if book.find(ref).recording is RecordingState.OFF:
        raise Refused("this call is not being recorded")
    return _set(book, ref, RecordingState.OFF)


def broke(book: CallBook, ref: CallRef) -> CallBook:
    """The recording ended by itself; the call may be over already."""
    return _set(book, ref, RecordingState.OFF)


def _set(book: CallBook, ref: CallRef, state: RecordingState) -> CallBook:
    return change(book, ref, lambda call: replace(call, recording=state))
