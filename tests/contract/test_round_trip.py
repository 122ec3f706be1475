"""Every row survives its column form, every command its JSON form, and strangers are refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import Row, RowId, new_id
from sync_server.contract.calls import CallStep
from sync_server.contract.columns import columns, from_ms, from_values, to_ms, to_values
from sync_server.contract.commands import AnyCommand, command_decoder, command_encoder
from sync_server.contract.feed import BY_ENTITY, ROW_TYPES, entity
from sync_server.contract.records import BookingRow
from sync_server.contract.values import RecordKind, StepKind, code
from tests.support.builders import NOW


@given(data=st.data(), kind=st.sampled_from(ROW_TYPES))
def test_every_row_survives_its_column_form(data: st.DataObject, kind: type[Row]):
    at = st.integers(0, 2**41).map(from_ms)
    row = data.draw(st.from_type(kind).map(lambda r: _with_ms(r, at, data)))
    values = to_values(row)
    assert all(v is None or isinstance(v, str | int) for v in values)
    assert len(values) == len(columns(kind))
    assert from_values(kind, values) == row


STEPS = st.builds(
    CallStep,
    at=st.integers(0, 2**41).map(from_ms),
    kind=st.sampled_from(StepKind),
    by=st.none() | st.just(RowId("ann")),
    who=st.text(st.characters(exclude_categories=("Cs",))),
    detail=st.text(st.characters(exclude_categories=("Cs",))),
)
"""JSON cannot carry lone surrogates, and instants on the wire are in UTC."""
st.register_type_strategy(CallStep, STEPS)


def _with_ms(row: Row, at: st.SearchStrategy, data: st.DataObject) -> Row:
    """Instants on the wire are whole milliseconds in UTC."""
    for field in row.__struct_fields__:
        if field.endswith("_at") and getattr(row, field) is not None:
            row = msgspec.structs.replace(row, **{field: data.draw(at)})
    return row


@given(command=st.from_type(AnyCommand))  # type: ignore[arg-type]
def test_every_command_survives_json(command):
    try:
        encoded = command_encoder.encode(command)
    except UnicodeEncodeError:
        return  # lone surrogates cannot be typed, stored or sent
    assert type(command_decoder.decode(encoded)) is type(command)


@pytest.mark.parametrize(
    "text",
    [
        '{"kind":"post.edit","post_id":"p","body":"b","extra":1}',
        '{"kind":"post.unknown"}',
        '{"kind":"post.edit","post_id":"p"}',
        "[]",
        "nonsense",
    ],
)
def test_a_command_with_anything_unknown_is_refused_whole(text: str):
    with pytest.raises(msgspec.DecodeError):
        command_decoder.decode(text.encode())


def test_entities_have_unique_names():
    assert len(BY_ENTITY) == len(ROW_TYPES)
    assert entity(BookingRow) == "booking"


def test_instants_are_utc_milliseconds():
    assert from_ms(to_ms(NOW)) == NOW


@given(ms=st.integers(0, 2**48 - 1), noise=st.binary(min_size=10, max_size=10))
def test_ids_are_uuid7_and_sort_by_time(ms: int, noise: bytes):
    made = new_id(ms, noise)
    assert len(made) == 32
    assert made[12] == "7"
    assert made[16] in "89ab"
    assert int(made[:12], 16) == ms


def test_codes_are_drafts_until_the_server_has_numbered_them():
    assert code(RecordKind.ISSUE, 12, "x") == "CMP-00012"
    assert code(RecordKind.BOOKING, 123456, "x") == "BOK-123456"
    assert code(RecordKind.ISSUE, None, RowId("0192abcd9f3a")) == "CMP-draft-9f3a"
