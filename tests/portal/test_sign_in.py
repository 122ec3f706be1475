"""Magic links: what they open, for how long, and what they never open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import requests

from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers, UnmergeCustomers
from sync_server.contract.values import RecordKind
from tests.portal.reading import open_link
from tests.support.web import WebOffice, add_records, fresh_id


def test_a_link_opens_its_record(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    assert page.url == f"{office.url}/portal/booking/{office.booking}"
    assert "Hallway window repair" in page.html


def test_a_sign_in_opens_no_other_record(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    others = {**add_records(office), RecordKind.BOOKING: office.bens_booking}
    (cookie,) = customer.cookies
    for kind, record in others.items():
        for part in ("", "/thread", "/facts", "/problems", "/problem", "/live"):
            answer = requests.request(
                "GET",
                f"{office.url}/portal/{kind}/{record}{part}",
                headers={"Cookie": f"{cookie.name}={cookie.value}"},
                timeout=10,
            )
            if part == "/live":
                assert answer.text.strip() == "retry: 2000"
            else:
                assert answer.status_code == 404, (kind, part)
    assert page.again().status_code == 200


def test_a_sign_in_outlives_a_merge_of_its_customer_and_its_undo(
    office: WebOffice, customer: requests.Session
):
    """TML-25: the portal link of the merged profile."""
    page = open_link(customer, office.link())
    command = MergeCustomers(merge_id=fresh_id(), kept_id=office.ben, merged_id=office.olivia)
    assert office.do(office.agent, command).code == ""
    assert page.again().status_code == 200
    office.do(office.agent, UnmergeCustomers(merge_id=command.merge_id))
    assert page.again().status_code == 200


def test_every_kind_of_record_has_a_page(office: WebOffice):
    for kind, record in add_records(office).items():
        with requests.Session() as session:
            assert str(record) in open_link(session, office.link(kind, record)).url


def test_a_record_of_another_customer_stays_closed_even_with_a_link_to_it(
    office: WebOffice, customer: requests.Session
):
    link = office.links.issue(office.olivia, RecordKind.BOOKING, office.bens_booking)
    assert customer.get(link, timeout=10).status_code == 404
    assert customer.post(link, timeout=10).status_code == 404


def test_without_a_sign_in_a_page_does_not_exist(office: WebOffice, customer: requests.Session):
    real = customer.get(f"{office.url}/portal/booking/{office.booking}", timeout=10)
    made_up = customer.get(f"{office.url}/portal/booking/{'0' * 32}", timeout=10)
    assert real.status_code == made_up.status_code == 404
    assert real.text == made_up.text


def test_looking_at_a_link_does_not_use_it_up_but_opening_does(
    office: WebOffice, customer: requests.Session
):
    link = office.link()
    for _ in range(3):
        assert customer.get(link, timeout=10).status_code == 200
    open_link(customer, link)
    with requests.Session() as stranger:
        assert stranger.post(link, timeout=10).status_code == 410
        assert stranger.get(link, timeout=10).status_code == 404


def test_a_used_link_leads_its_own_browser_back_to_the_page(
    office: WebOffice, customer: requests.Session
):
    link = office.link()
    page = open_link(customer, link)
    assert customer.get(link, timeout=10).url == page.url


def test_an_expired_link_says_what_to_do(office: WebOffice, customer: requests.Session):
    link = office.link()
    office.clock.ahead = timedelta(days=31)
    answer = customer.get(link, timeout=10)
    assert answer.status_code == 410
    assert "Ask us for a new link" in answer.text
    assert office.server.settings.business_phone in answer.text
    assert customer.post(link, timeout=10).status_code == 410


def test_an_open_page_closes_when_its_link_expires(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    office.clock.ahead = timedelta(days=31)
    answer = page.again()
    assert answer.status_code == 410
    assert "Hallway" not in answer.text


def test_revoking_closes_the_link_and_every_open_page(
    office: WebOffice, customer: requests.Session
):
    page, unused = open_link(customer, office.link()), office.link()
    assert office.links.revoke(office.booking) == 2
    assert page.again().status_code == 410
    assert page.post_note("too late").status_code == 410
    assert customer.get(unused, timeout=10).status_code == 410
    assert office.posts() == []


def test_a_made_up_link_opens_nothing(office: WebOffice, customer: requests.Session):
    assert customer.get(f"{office.url}/p/{'x' * 43}", timeout=10).status_code == 404
    assert customer.post(f"{office.url}/p/{'x' * 43}", timeout=10).status_code == 404


def test_the_cookie_is_kept_from_scripts_and_other_pages(
    office: WebOffice, customer: requests.Session
):
    answer = customer.post(office.link(), timeout=10, allow_redirects=False)
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert f"path=/portal/booking/{office.booking}" in cookie


def test_neither_secret_is_in_the_database(
    office: WebOffice, customer: requests.Session, tmp_path: Path
):
    link = office.link()
    open_link(customer, link)
    (cookie,) = customer.cookies
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("ringdesk.db*"))
    assert office.booking.encode() in kept
    assert link.rsplit("/", 1)[1].encode() not in kept
    assert cookie.value is not None
    assert cookie.value.encode() not in kept


def test_a_link_of_an_unknown_kind_is_not_found(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    (cookie,) = customer.cookies
    headers = {"Cookie": f"{cookie.name}={cookie.value}"}
    odd = f"{office.url}/portal/customer/{office.olivia}"
    assert requests.request("GET", odd, headers=headers, timeout=10).status_code == 404
    assert RowId(page.url.rsplit("/", 1)[1]) == office.booking
