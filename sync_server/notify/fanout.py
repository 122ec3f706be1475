"""Notices of a change → deliveries, written in the very transaction of the change."""

from __future__ import annotations

from sync_server.contract.notices import NoticeRow
from sync_server.rules.effects import Effects
from sync_server.rules.routing import route, route_row
from sync_server.store.database import Transaction
from sync_server.store.deliveries import Deliveries
from sync_server.store.view import SqlView


class Fanout:
    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    def on_effects(self, tx: Transaction, effects: Effects) -> None:
        """The writer's hook: if the change is rolled back, nobody hears of it."""
        view = SqlView(tx)
        for notice in effects.notices:
            self._deliveries.add(tx, route(view, notice))
        for row in effects.rows:
            if isinstance(row, NoticeRow):
                self._deliveries.add(tx, route_row(view, row))
