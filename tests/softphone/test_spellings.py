"""One number, however it is written: with 00 or +, with the trunk prefix or without (beyond 4)."""

from __future__ import annotations

import pytest

from softphone.address import normalise, same_number

NUMBERS = (
    # country, its code, trunk prefix, the number within the country
    ("AU", "61", "0", "255501234"),
    ("AU", "61", "0", "412555010"),
    ("AT", "43", "0", "15127050"),
    ("BE", "32", "0", "24567890"),
    ("CH", "41", "0", "442345678"),
    ("DE", "49", "0", "2214710826"),
    ("DE", "49", "0", "15112345678"),
    ("DK", "45", "", "32123456"),
    ("ES", "34", "", "912345678"),
    ("FR", "33", "0", "142278186"),
    ("FR", "33", "0", "612345678"),
    ("GB", "44", "0", "2079460123"),
    ("GB", "44", "0", "7700900123"),
    ("IE", "353", "0", "15551234"),
    ("IN", "91", "0", "1123456789"),
    ("JP", "81", "0", "312345678"),
    ("NL", "31", "0", "201234567"),
    ("NO", "47", "", "22123456"),
    ("NZ", "64", "0", "94567890"),
    ("PL", "48", "", "221234567"),
    ("SE", "46", "0", "812345678"),
    ("US", "1", "1", "2025550123"),
    ("ZA", "27", "0", "211234567"),
)


def spellings(code: str, trunk: str, number: str) -> tuple[str, ...]:
    head, tail = number[:3], number[3:]
    return (
        f"+{code}{number}",
        f"+{code} {head} {tail}",
        f"+{code}-{head}-{tail}",
        f"00{code}{number}",
        f"00 {code} {head} {tail}",
        f"{trunk}{number}",
        f"{trunk}{head} {tail}",
        f"({trunk}{head}) {tail}",
        f"{trunk}{head}/{tail}",
        f"{trunk}{head}-{tail[:2]}-{tail[2:]}",
    )


CASES = [
    (country, spelled, f"+{code}{number}")
    for country, code, trunk, number in NUMBERS
    for spelled in spellings(code, trunk, number)
]


def test_the_table_has_at_least_two_hundred_cases():
    assert len(CASES) >= 200


@pytest.mark.parametrize(("country", "spelled", "e164"), CASES)
def test_every_spelling_is_the_same_number(country: str, spelled: str, e164: str):
    assert normalise(spelled, country) == e164
    assert same_number(spelled, e164, country)


@pytest.mark.parametrize(
    ("country", "spelled", "e164"),
    [
        ("AU", "0011 49 221 4710826", "+492214710826"),
        ("US", "011 49 221 4710826", "+492214710826"),
        ("JP", "010 49 221 4710826", "+492214710826"),
    ],
)
def test_a_countrys_own_way_abroad_is_kept(country: str, spelled: str, e164: str):
    assert normalise(spelled, country) == e164
