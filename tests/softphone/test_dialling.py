"""What is typed, what is dialled: countries, trunk prefixes, outside lines, links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.address import DialRules, dial_uri, target_of

US = DialRules("US")
US_LINE_9 = DialRules("US", external_prefix="9")
DE = DialRules("DE")
DE_LINE_0 = DialRules("DE", external_prefix="0")
GB = DialRules("GB")
FR = DialRules("FR")
IT = DialRules("IT")
HU_OLD = DialRules("HU", trunk_prefix="06")


@pytest.mark.parametrize(
    ("rules", "typed", "dialled"),
    [
        (US, "(202) 555-0123", "+12025550123"),
        (US, "1 202 555 0123", "+12025550123"),
        (US, "+1-202-555-0123", "+12025550123"),
        (US, "202.555.0123", "+12025550123"),
        (US, "011 49 221 1234567", "+492211234567"),
        (US, "911", "911"),
        (US, "100", "100"),
        (US, "*97", "*97"),
        (US_LINE_9, "202 555 0123", "912025550123"),
        (US_LINE_9, "9 1 202 555 0123", "912025550123"),
        (US_LINE_9, "9 202 555 0123", "912025550123"),
        (US_LINE_9, "+49 221 1234567", "9011492211234567"),
        (US_LINE_9, "104", "104"),
        (US_LINE_9, "911", "911"),
        (US_LINE_9, "ann", "ann"),
        (DE, "0221 1234567", "+492211234567"),
        (DE, "0221/1234567", "+492211234567"),
        (DE, "+49 (0)221 1234567", "+492211234567"),
        (DE, "0049 221 1234567", "+492211234567"),
        (DE, "0151 23456789", "+4915123456789"),
        (DE, "001 202 555 0123", "+12025550123"),
        (DE, "112", "112"),
        (DE_LINE_0, "0 0221 1234567", "002211234567"),
        (DE_LINE_0, "0221 1234567", "002211234567"),
        (DE_LINE_0, "+49 221 1234567", "002211234567"),
        (DE_LINE_0, "+1 202 555 0123", "00012025550123"),
        (DE_LINE_0, "000 1 202 555 0123", "00012025550123"),
        (DE_LINE_0, "23", "23"),
        (GB, "020 7946 0018", "+442079460018"),
        (FR, "01 23 45 67 89", "+33123456789"),
        (IT, "06 1234 5678", "+390612345678"),
        (HU_OLD, "06 1 234 5678", "+3612345678"),
    ],
)
def test_a_number_is_dialled_as_the_rules_say(rules: DialRules, typed: str, dialled: str) -> None:
    assert dial_uri(typed, "desk.test", rules) == f"sip:{dialled}@desk.test"


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("tel:+49-221-1234567;ext=5", "+49-221-1234567"),
        ("TEL:(202)%20555-0123", "(202) 555-0123"),
        ("tel:112;phone-context=+49", "112"),
        ("callto:+12025550123", "+12025550123"),
        ("callto://ann", "ann"),
        ("sip:ann@desk.test;transport=tcp", "sip:ann@desk.test"),
        ("sips:ann@desk.test?subject=hi", "sips:ann@desk.test"),
        ("sip:%2B12025550123", "+12025550123"),
        (" +1 202 555 0123 ", "+1 202 555 0123"),
        ("ann", "ann"),
        ("", ""),
    ],
)
def test_a_link_gives_what_it_asks_to_dial(link: str, target: str) -> None:
    assert target_of(link) == target


@given(
    st.text(max_size=60),
    st.sampled_from([US, US_LINE_9, DE, DE_LINE_0, GB, FR, IT, HU_OLD]),
)
def test_whatever_is_typed_gives_one_uri_or_a_refusal(typed: str, rules: DialRules) -> None:
    try:
        uri = dial_uri(typed, "desk.test", rules)
    except ValueError:
        return
    assert uri.lower().startswith(("sip:", "sips:"))
    assert not set(uri) & set('<>" \t\r\n')
