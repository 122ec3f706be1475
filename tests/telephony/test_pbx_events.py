"""Reading the PBX's event stream: whole, in pieces, and with what strangers put into it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.telephony.pbx_events import PbxEvent, PbxEventKind, cut_netstring, read_event

WHOLE = (
    b'{"kind":"answered","at":"1764000000.250000","call_key":"abc","from_uri":'
    b'"sip:2025550123@outside.example","dialled":"+15550100","user":"ann","detail":"<null>"}'
)


def test_an_event_of_the_pbx_becomes_a_typed_one() -> None:
    assert read_event(WHOLE) == PbxEvent(
        kind=PbxEventKind.ANSWERED,
        call_key="abc",
        from_number="+12025550123",
        dialled="+15550100",
        user="ann",
        detail="",
        at=datetime(2025, 11, 24, 16, 0, 0, 250_000, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "text", [b"", b"{}", WHOLE.replace(b"answered", b"levitated"), WHOLE.replace(b"1764", b"soon")]
)
def test_an_event_this_version_does_not_know_is_left_out(text: bytes) -> None:
    assert read_event(text) is None


@given(texts=st.lists(st.binary(max_size=40), max_size=8), size=st.integers(1, 7))
def test_netstrings_come_out_whole_however_they_arrive(texts: list[bytes], size: int) -> None:
    stream = b"".join(b"%d:%s," % (len(text), text) for text in texts)
    waiting, got = b"", []
    for start in range(0, len(stream), size):
        waiting += stream[start : start + size]
        while (cut := cut_netstring(waiting)) is not None:
            got.append(cut.text)
            waiting = cut.rest
    assert got == texts
    assert waiting == b""


@pytest.mark.parametrize("stream", [b"hello:x,", b"99999999:", b"123456789", b"-1:x,"])
def test_a_stream_out_of_step_is_given_up(stream: bytes) -> None:
    with pytest.raises(ConnectionResetError):
        cut_netstring(stream)
