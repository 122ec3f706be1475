"""Who the calls of this desk belong to: found by number, chosen by the agent, never guessed."""

from __future__ import annotations

from datetime import datetime

from desktop.calls.call_model import Candidate
from desktop.qt.formatting import phone
from desktop.replica.calls import Candidate as Found
from desktop.replica.calls import candidates
from desktop.replica.colleagues import Colleague, colleagues
from desktop.store import Store
from softphone.address import parse
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow


class Callers:
    """Remembers for each call, or each number, which customer it is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._owners: dict[str, RowId] = {}
        self._shared: dict[str, tuple[Found, ...]] = {}

    def choose(self, ref_or_number: str, customer_id: str) -> None:
        """This call, or this number from now on, is this customer's."""
        self._owners[ref_or_number] = RowId(customer_id)

    def look_up(self, number: str) -> None:
        """Remember the one owner of a number; several or none are for a person to choose."""
        found = candidates(self._store.reader(), number) if self._store.is_ready else ()
        if len(found) == 1:
            self._owners[number] = found[0].id

    def owner(self, call: CallFacts) -> RowId | None:
        return self._owners.get(call.ref) or self._owners.get(call.number)

    def shared_by(self, call: CallFacts) -> tuple[Candidate, ...]:
        """Customers to choose from, while nobody has said whose call it is."""
        if not call.number or self.owner(call) or not self._store.is_ready:
            return ()
        if call.number not in self._shared:
            found = candidates(self._store.reader(), call.number)
            self._shared[call.number] = found if len(found) > 1 else ()
        return tuple(Candidate(o.id, o.name, o.location) for o in self._shared[call.number])

    def customer(self, customer_id: str | None) -> CustomerRow | None:
        if not customer_id or not self._store.is_ready:
            return None
        return self._store.view.get(CustomerRow, RowId(customer_id))

    def name(self, call: CallFacts) -> str:
        """The customer, else the colleague, else the number as people write it."""
        customer = self.customer(self.owner(call))
        if customer is not None:
            return customer.name
        colleague = self.colleague(call.number)
        if colleague is not None:
            return colleague.name
        return phone(call.number) or call.display or "Number withheld"

    def named(self, number: str) -> str:
        """Whose number this is, where exactly one customer or colleague has it; else empty."""
        if not self._store.is_ready:
            return ""
        colleague = self.colleague(number)
        if colleague is not None:
            return colleague.name
        found = candidates(self._store.reader(), number) if number.startswith("+") else ()
        return found[0].name if len(found) == 1 else ""

    def first_name(self, call: CallFacts) -> str:
        """How one speaks of them: `Olivia`; a business keeps its whole name."""
        name = self.name(call)
        words = name.split()
        return words[0] if len(words) == 2 and words[0].isalpha() else name

    def colleague(self, sip_user: str) -> StaffRow | None:
        """Whose phone this is."""
        if not sip_user or not self._store.is_ready:
            return None
        found = self._store.view.where(StaffRow, sip_user=sip_user)
        return found[0] if found else None

    def referred_by(self, call: CallFacts) -> str:
        """Who transferred this call here, by name where it is a colleague; empty: nobody did."""
        if not call.referred_by:
            return ""
        user = parse(call.referred_by).user or call.referred_by
        colleague = self.colleague(user)
        return colleague.name if colleague is not None else phone(user)

    def group(self, call: CallFacts) -> RingGroupRow | None:
        """The business number that was called."""
        if not call.dialled or not self._store.is_ready:
            return None
        found = self._store.view.where(RingGroupRow, number=call.dialled)
        return found[0] if found else None

    def colleagues(self, now: datetime) -> tuple[Colleague, ...]:
        """Everybody with a phone but the person at this desk."""
        if not self._store.is_ready:
            return ()
        me = self._store.me
        everyone = colleagues(self._store.reader(), now)
        return tuple(one for one in everyone if me is None or one.id != me.id)
