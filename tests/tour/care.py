"""The closed loop of a complaint: list, board, issue, finance, reports, letters, each pictured."""

from __future__ import annotations

from tests.support.desk import Desk, until
from tests.support.house import House
from tests.tour.album import Album

FINANCE = ("runs", "books")


class CareStory:
    """Looks around; changes nothing but the view."""

    def __init__(self, home: House, album: Album) -> None:
        self._home = home
        self._album = album

    def look_around(self) -> None:
        """An administrator sees it all."""
        desk = self._home.desk("nina")
        self._issues(desk)
        self._finance(desk)
        self._reports(desk)
        self._letters(desk)
        desk.close()

    def _issues(self, desk: Desk) -> None:
        desk.press("nav_issues")
        until(lambda: desk.rows("issues_grid"), 15, "issues are listed")
        desk.press("issues_as_board")
        desk.wait_for("issue_board")
        self._picture(desk, "issues-board")
        desk.press("issues_as_list")
        desk.key("Ctrl+K")
        desk.write("CMP-10001")
        until(lambda: "CMP-10001" in desk.described("search_results")[0], 15, "it is found")
        desk.key("Return")
        until(lambda: desk.text("issue_code") == "CMP-10001", 10, "the issue is open")
        self._picture(desk, "issue")

    def _finance(self, desk: Desk) -> None:
        desk.press("nav_holds")
        until(lambda: desk.rows("holds_grid"), 15, "holds are listed")
        self._picture(desk, "finance-holds")
        for part in FINANCE:
            desk.press(f"holds_{part}_tab")
            self._picture(desk, f"finance-{part}")

    def _reports(self, desk: Desk) -> None:
        desk.press("nav_reports")
        desk.wait_for("report_export")
        self._picture(desk, "reports")

    def _letters(self, desk: Desk) -> None:
        desk.press("nav_settings")
        desk.wait_for("settings_templates")
        desk.press("settings_templates")
        desk.wait_for("template_subject")
        self._picture(desk, "templates")

    def _picture(self, desk: Desk, name: str) -> None:
        desk.ask("rest", milliseconds=700)
        self._album.desk(desk, name)
