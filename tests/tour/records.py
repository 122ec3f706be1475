"""Records, the calendar and care for a customer: each page with the demo's data."""

from __future__ import annotations

from tests.support.desk import Desk, until
from tests.support.house import House
from tests.tour.album import Album

LISTS = {"inquiries": "inquiry", "quotes": "quote", "bookings": "booking", "invoices": "invoice"}
TABS = ("communication", "attachments", "billing_cycles", "bill_payer", "history")
SECTIONS = ("people", "rights", "statuses", "keyboard")


class RecordStory:
    """Looks around; changes nothing but the view."""

    def __init__(self, home: House, album: Album) -> None:
        self._home = home
        self._album = album

    def look_around(self) -> None:
        """An administrator sees it all."""
        desk = self._home.desk("nina")
        self._lists(desk)
        self._calendar(desk)
        self._customer(desk)
        self._care(desk)
        self._settings(desk)
        self._palette(desk)
        desk.close()

    def _lists(self, desk: Desk) -> None:
        desk.press("nav_records")
        for name, kind in LISTS.items():
            desk.press(f"records_{kind}")
            until(lambda n=name: desk.rows(f"{n}_grid"), 15, f"{name} are listed")
            self._picture(desk, f"records-{name}")
            desk.ask("click_row", name=f"{name}_grid", row=0)
            desk.wait_for("record_title")
            self._picture(desk, f"record-{kind}")
            desk.press("nav_records")
        desk.press("records_booking")
        desk.press("view_1")
        self._picture(desk, "records-bookings-view")
        desk.press("view_0")
        desk.press("bookings_options")
        desk.act("list_group_status")
        desk.ask("fold")
        self._picture(desk, "records-bookings-grouped")
        desk.press("bookings_options")
        desk.act("list_group")
        desk.ask("fold")

    def _calendar(self, desk: Desk) -> None:
        desk.press("nav_calendar")
        desk.wait_for("calendar_board")
        for mode in ("day", "week"):
            desk.press(f"calendar_{mode}")
            self._picture(desk, f"calendar-{mode}")

    def _customer(self, desk: Desk) -> None:
        desk.key("Ctrl+K")
        desk.write("olivia smith")
        desk.wait_for("search_results")
        self._picture(desk, "search")
        desk.key("Return")
        desk.wait_for("timeline_entries")
        self._picture(desk, "customer-activity")
        for tab in TABS:
            desk.press(f"tab_{tab}")
            self._picture(desk, f"customer-{tab}")
        desk.press("tab_activity")

    def _care(self, desk: Desk) -> None:
        for wish in ("statement", "merge"):
            desk.press("customer_more")
            desk.act(f"care_{wish}")
            self._picture(desk, f"customer-{wish}")
            desk.key("Escape")

    def _settings(self, desk: Desk) -> None:
        desk.press("nav_settings")
        for section in SECTIONS:
            desk.press(f"settings_{section}")
            self._picture(desk, f"settings-{section}")

    def _palette(self, desk: Desk) -> None:
        desk.press("nav_customers")
        desk.key("Ctrl+K")
        desk.wait_for("search_results")
        self._picture(desk, "palette")
        desk.key("Escape")

    def _picture(self, desk: Desk, name: str) -> None:
        desk.ask("rest", milliseconds=500)
        self._album.desk(desk, name)
