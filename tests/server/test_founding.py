"""A server that starts for the first time fills the catalogues, once."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sync_server.app import build
from sync_server.contract.complaints import IssueTypeRow, SaveIssueType
from sync_server.contract.holds import HoldReasonRow
from sync_server.rules.clocks import settings_of
from sync_server.rules.complaint_defaults import HOLD_REASONS, ISSUE_TYPES, RELEASE_REASONS
from sync_server.store.founding import found
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from tests.support.office import Office, settings_for


def types(server: Server) -> list[IssueTypeRow]:
    with server.database.reading() as connection:
        return sorted(SqlView(connection).where(IssueTypeRow), key=lambda row: row.position)


def reasons(server: Server, *, for_release: bool) -> list[str]:
    with server.database.reading() as connection:
        rows = SqlView(connection).where(HoldReasonRow, for_release=for_release)
    return [row.name for row in sorted(rows, key=lambda row: row.position)]


def test_a_fresh_business_has_types_and_reasons(tmp_path: Path, database_url: str) -> None:
    """ISS-62."""
    server = build(settings_for(tmp_path, database_url))
    assert found(server) == len(ISSUE_TYPES) + len(HOLD_REASONS) + len(RELEASE_REASONS)
    assert [row.name for row in types(server)] == [name for name, _tone in ISSUE_TYPES]
    assert reasons(server, for_release=False) == list(HOLD_REASONS)
    assert reasons(server, for_release=True) == list(RELEASE_REASONS)
    assert found(server) == 0, "only once"
    server.database.close()


def test_what_the_office_made_of_it_stays_through_every_start(tmp_path: Path) -> None:
    server = build(settings_for(tmp_path))
    found(server)
    office = Office(server)
    office.hire_all()
    first = types(server)[0]
    renamed = SaveIssueType(first.id, first.version, "Broken", archived=True)
    office.do("adam", renamed)
    assert found(build(server.settings)) == 0
    assert [row.name for row in types(server) if row.archived] == ["Broken"]
    assert len(types(server)) == len(ISSUE_TYPES)


def test_a_business_with_a_list_of_its_own_gets_none_of_ours(tmp_path: Path) -> None:
    server = build(settings_for(tmp_path))
    office = Office(server)
    office.hire_all()
    office.do("adam", SaveIssueType(office.id("liam"), -1, "Glass"))
    found(server)
    assert [row.name for row in types(server)] == ["Glass"]
    assert reasons(server, for_release=True) == list(RELEASE_REASONS)


def test_the_clocks_begin_in_the_zone_the_server_was_given(tmp_path: Path) -> None:
    """Otherwise the first who saves any setting would move every reminder to 09:00 in UTC."""
    settings = dataclasses.replace(settings_for(tmp_path), time_zone="Australia/Sydney")
    server = build(settings)
    found(server)
    with server.database.reading() as connection:
        row = settings_of(SqlView(connection))
    assert (row.version, row.time_zone) == (0, "Australia/Sydney")
    elsewhere = dataclasses.replace(settings, time_zone="Europe/Berlin")
    found(build(elsewhere))
    with server.database.reading() as connection:
        assert settings_of(SqlView(connection)) == row, "from then on it is the office's"


def test_servers_that_start_together_make_one_catalogue(tmp_path: Path) -> None:
    servers = [build(settings_for(tmp_path, f"sqlite:///{tmp_path / 'one.db'}")) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(found, servers))
    assert {row.version for row in types(servers[0])} == {0}
    assert [row.name for row in types(servers[0])] == [name for name, _tone in ISSUE_TYPES]
