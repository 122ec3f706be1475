"""`portal-link`: a link from the command line."""

from __future__ import annotations

import pytest
import requests

from sync_server.portal.command import NoSuchRecord, make_portal_link
from tests.portal.reading import open_link
from tests.support.web import WebOffice


@pytest.mark.parametrize("code", ["BOK-00001", "bok-1"])
def test_a_link_for_a_code_opens_the_record(
    office: WebOffice, customer: requests.Session, code: str
):
    page = open_link(customer, make_portal_link(office.server.settings, code))
    assert page.url.endswith(office.booking)


@pytest.mark.parametrize("code", ["BOK-00099", "CUS-00001", "hello", "BOK-draft-9f3a"])
def test_a_code_nobody_has_is_named(office: WebOffice, code: str):
    with pytest.raises(NoSuchRecord, match=code):
        make_portal_link(office.server.settings, code)
