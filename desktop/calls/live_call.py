"""One live call as the bar shows it: who it is, how long, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.calls.call_model import LiveCall, Trouble, WaitingCall
from desktop.qt.formatting import phone
from desktop.store import Store
from softphone.call import CallState, Direction
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow


def live_call(
    store: Store,
    call: CallFacts,
    owner: RowId | None,
    others: Sequence[CallFacts],
    trouble: Trouble,
) -> LiveCall:
    return LiveCall(
        call.ref,
        who=_who(store, call, owner),
        number=phone(call.number),
        answered_at=call.answered_at,
        customer_id=owner or "",
        is_muted=call.is_muted,
        is_on_hold=call.is_on_hold,
        trouble=trouble,
        waiting=tuple(
            WaitingCall(one.ref, phone(one.number) or "Number withheld", one.is_on_hold)
            for one in others
        ),
    )


def _who(store: Store, call: CallFacts, owner: RowId | None) -> str:
    customer = store.view.get(CustomerRow, owner) if owner and store.is_ready else None
    if customer is not None:
        return customer.name
    return phone(call.number) or call.display or "Number withheld"


def has_bar(call: CallFacts) -> bool:
    """A call that has the bar: every one but those that ring here to be answered."""
    is_ours = call.direction is Direction.OUTGOING
    return call.state in {CallState.TALKING, CallState.DIALLING} or (
        is_ours and call.state is CallState.RINGING
    )
