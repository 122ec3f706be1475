"""Reading SIP addresses and numbers as people and carriers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.address import Address, dial_uri, masked, normalise, parse, same_number


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("<sip:+12025550123@pbx>;tag=1", Address("+12025550123", "pbx")),
        ('"Pat \\"P\\" Doe" <sip:pat@Host:5070>;tag=a', Address("pat", "host", 'Pat "P" Doe')),
        ("Pat Doe <sips:pat@host;transport=tcp>", Address("pat", "host", "Pat Doe")),
        ("sip:anonymous@anonymous.invalid", Address("anonymous", "anonymous.invalid")),
        ('"<b>x</b>" <sip:%2B12025550123@h>', Address("+12025550123", "h", "<b>x</b>")),
        ("tel:+12025550123", Address("", "")),
        ("", Address("", "")),
    ],
)
def test_a_from_header_gives_user_host_and_literal_display(header: str, address: Address) -> None:
    assert parse(header) == address


@given(st.text(max_size=80))
def test_no_header_makes_the_parser_fail(header: str) -> None:
    assert isinstance(parse(header), Address)


@pytest.mark.parametrize(
    ("given_number", "e164"),
    [
        ("(202) 555-0123", "+12025550123"),
        ("+1 202 555 0123", "+12025550123"),
        ("2025550123", "+12025550123"),
        ("anonymous", "anonymous"),
        ("ann", "ann"),
        ("100", "100"),
    ],
)
def test_numbers_become_e164_where_they_can_be_numbers(given_number: str, e164: str) -> None:
    assert normalise(given_number) == e164


def test_two_spellings_of_one_number_are_the_same() -> None:
    assert same_number("(202) 555-0123", "+12025550123")
    assert not same_number("+12025550123", "+12025550124")


def test_dialling_accepts_numbers_names_and_uris_but_no_markup() -> None:
    assert dial_uri("202-555-0123", "desk.test") == "sip:+12025550123@desk.test"
    assert dial_uri("ann", "desk.test") == "sip:ann@desk.test"
    assert dial_uri("sip:x@y.example", "desk.test") == "sip:x@y.example"
    for bad in ("", "a b", "a;b=c", "<sip:a@b>", 'x"'):
        with pytest.raises(ValueError, match=r"can be dialled"):
            dial_uri(bad, "desk.test")


def test_a_masked_number_shows_two_digits_at_most() -> None:
    assert masked("+12025550123") == "…23"
    assert masked("100") == "…"
