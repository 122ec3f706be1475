"""Columns find their meaning by name and by content, and a row becomes a customer or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.customers import import_mapping as mapping
from desktop.customers.import_mapping import Chosen, Target
from desktop.customers.import_rows import Broken, Candidate, Reader
from desktop.lists.import_reader import Format, Probe, Record, Separator
from desktop.lists.import_text import Encoding

T = Target


def looked(headers: tuple[str, ...], *samples: tuple[str, ...]) -> Probe:
    return Probe(Path("x"), 1, Format(Encoding.UTF_8, Separator.COMMA), headers, samples)


def read(cells: tuple[str, ...], *targets: Target, country: str = "AU") -> Candidate:
    headers = tuple(mapping.TITLES[target] for target in targets)
    return Reader(headers, targets, country).candidate(Record(2, cells))


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (("First Name", "Last_Name", "E-mail Address"), (T.FIRST_NAME, T.LAST_NAME, T.EMAIL)),
        (("Vorname", "Nachname", "Straße", "PLZ", "Ort"),
         (T.FIRST_NAME, T.LAST_NAME, T.STREET, T.POSTCODE, T.SUBURB)),
        (("Nom complet", "Téléphone", "Code postal"), (T.NAME, T.PHONE, T.POSTCODE)),
        (("Nombre", "Móvil", "Dirección"), (T.NAME, T.PHONE, T.LOCATION)),
        (("Company", "Phone 1", "Phone 2", "Tags"), (T.NAME, T.PHONE, T.PHONE, T.LABELS)),
        (("Name", "Customer name", "Notes"), (T.NAME, T.NOTHING, T.NOTE)),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(
    headers: tuple[str, ...], targets: tuple[Target, ...]
) -> None:
    assert mapping.guess(looked(headers)) == targets


def test_columns_without_a_telling_name_are_known_by_what_stands_in_them() -> None:
    rows = (("17", "Ann Lee", "0412 555 018", "ann@x.org"), ("18", "Bo", "0412 555 019", "b@x.org"))
    found = mapping.guess(looked(("Column 1", "Column 2", "Column 3", "Column 4"), *rows))
    assert found == (T.NOTHING, T.NAME, T.PHONE, T.EMAIL)


def test_a_choice_is_remembered_for_the_same_columns_only() -> None:
    chosen = Chosen((T.NAME, T.PHONE), "AU")
    kept = mapping.encoded(chosen)
    assert mapping.remembered(kept, ("a", "b")) == chosen
    assert mapping.remembered(kept, ("a",)) is None
    assert mapping.remembered("{broken", ("a", "b")) is None
    assert mapping.key_of(("a", "b")) != mapping.key_of(("ab",))


def test_a_choice_without_a_name_or_with_two_streets_is_refused_in_words() -> None:
    assert "name" in mapping.problem_of((T.PHONE,))
    assert "Street" in mapping.problem_of((T.NAME, T.STREET, T.STREET))
    assert mapping.problem_of((T.FIRST_NAME, T.PHONE, T.PHONE)) == ""


def test_a_row_becomes_a_customer() -> None:
    cells = ("Ann", " O'Neill ", "0412 555 018 / +61 (2) 9876-5432", "Ann@X.org; b@x.org")
    found = read(cells, T.FIRST_NAME, T.LAST_NAME, T.PHONE, T.EMAIL)
    assert found.name == "Ann O'Neill"
    assert found.phones == ("+61412555018", "+61298765432")
    assert found.emails == ("ann@x.org", "b@x.org")


def test_an_address_is_put_together_and_labels_are_split() -> None:
    cells = ("Ann", "14 Ferry Rd", "Glebe", "NSW", "2037", "VIP; Key account, VIP")
    found = read(cells, T.NAME, T.STREET, T.SUBURB, T.STATE, T.POSTCODE, T.LABELS)
    assert found.location == "14 Ferry Rd, Glebe NSW 2037"
    assert found.labels == ("VIP", "Key account")


@pytest.mark.parametrize(
    "typed", ["0412 555 018", "+61 412 555 018", "0061412555018", "(04) 1255-5018", '="0412555018"']
)
def test_every_spelling_of_a_number_is_one_number(typed: str) -> None:
    assert read(("Ann", typed), T.NAME, T.PHONE).phones == ("+61412555018",)


def test_the_country_chosen_decides_what_a_national_number_is() -> None:
    assert read(("Ann", "030 901820"), T.NAME, T.PHONE, country="DE").phones == ("+4930901820",)


def test_empty_words_are_nothing() -> None:
    found = read(("Ann", "n/a", "-", "None"), T.NAME, T.PHONE, T.EMAIL, T.NOTE)
    assert found == Candidate("Ann")


def test_a_formula_becomes_the_text_it_is() -> None:
    assert read(("=1+1", "@SUM(A1)"), T.NAME, T.NOTE).note == "@SUM(A1)"


@pytest.mark.parametrize(
    ("cells", "targets", "words"),
    [
        (("",), (T.NAME,), "no name"),
        (("x" * 501,), (T.NAME,), "longer than 500"),
        (("Ann", "12345"), (T.NAME, T.PHONE), "“Phone”: “12345” is not a whole phone number"),
        (("Ann", "ann at x.org"), (T.NAME, T.EMAIL), "“E-mail”: “ann” is not an e-mail"),
        (("Ann", "y" * 41), (T.NAME, T.LABELS), "longer than 40"),
        (("Ann", ",".join(map(str, range(21)))), (T.NAME, T.LABELS), "more than 20 labels"),
        (("Zo\ufffd",), (T.NAME,), "Try another encoding"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_a_customer_says_why(
    cells: tuple[str, ...], targets: tuple[Target, ...], words: str
) -> None:
    with pytest.raises(Broken, match=words):
        read(cells, *targets)
