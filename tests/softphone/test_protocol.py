"""The pipe between desktop and engine: every line survives the trip, nothing secret leaks."""

from __future__ import annotations

from datetime import UTC
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softphone import protocol
from softphone.line import CallRef

MOMENTS = st.datetimes(timezones=st.just(UTC))
st.register_type_strategy(
    protocol.CallFacts,
    st.builds(
        protocol.CallFacts,
        started_at=MOMENTS,
        answered_at=st.none() | MOMENTS,
        ended_at=st.none() | MOMENTS,
    ),
)


@pytest.mark.parametrize("kind", get_args(protocol.AnyIntent), ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_every_intent_survives_the_pipe(kind: type, data: st.DataObject) -> None:
    intent = data.draw(st.from_type(kind))
    line = protocol.encode(intent)
    assert line.count(b"\n") == 1
    assert protocol.read_intent(line) == intent


@pytest.mark.parametrize("kind", get_args(protocol.AnyPhoneEvent), ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_every_event_survives_the_pipe(kind: type, data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    assert protocol.read_event(protocol.encode(event)) == event


def test_a_display_name_with_line_breaks_stays_one_line() -> None:
    line = protocol.encode(protocol.Dial("a\nb\r\n"))
    assert line.count(b"\n") == 1


def test_an_event_with_a_field_from_the_future_is_read() -> None:
    event = protocol.read_event(b'{"type":"pong","number":3,"mood":"fine"}')
    assert event == protocol.Pong(3)


@pytest.mark.parametrize("line", [b"", b"{}", b'{"type":"nonsense"}', b"\xff\xfe", b"[1,2]"])
def test_a_line_that_is_none_of_ours_is_a_protocol_error(line: bytes) -> None:
    with pytest.raises(protocol.ProtocolError):
        protocol.read_intent(line)
    with pytest.raises(protocol.ProtocolError):
        protocol.read_event(line)


def test_a_broken_registration_never_quotes_the_password() -> None:
    with pytest.raises(protocol.ProtocolError) as caught:
        protocol.read_intent(b'{"type":"register","user":"ann","password":"hunter2"}')
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "hunter2" not in repr(
        protocol.Register("ann", "hunter2", "desk.test", "127.0.0.1", 5060)
    )


def test_a_call_is_told_apart_by_its_reference() -> None:
    assert protocol.Answer(CallRef("a")) != protocol.Answer(CallRef("b"))
