"""Which column of a file is what of a customer: guessed from names and contents, remembered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from desktop.lists.import_reader import Probe
from sync_server.contract.base import derived_id


class Target(StrEnum):
    """What a column can become. Phone, e-mail, labels and note may be several columns."""

    NOTHING = "nothing"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    LOCATION = "location"
    STREET = "street"
    SUBURB = "suburb"
    STATE = "state"
    POSTCODE = "postcode"
    LABELS = "labels"
    NOTE = "note"
    PINNED_ALERT = "pinned_alert"


TITLES: Mapping[Target, str] = {
    Target.NOTHING: "Leave out",
    Target.NAME: "Name",
    Target.FIRST_NAME: "First name",
    Target.LAST_NAME: "Last name",
    Target.PHONE: "Phone",
    Target.EMAIL: "E-mail",
    Target.LOCATION: "Address, whole",
    Target.STREET: "Street",
    Target.SUBURB: "Suburb or town",
    Target.STATE: "State",
    Target.POSTCODE: "Postcode",
    Target.LABELS: "Labels",
    Target.NOTE: "Note",
    Target.PINNED_ALERT: "Pinned alert",
}
SEVERAL = frozenset({Target.NOTHING, Target.PHONE, Target.EMAIL, Target.LABELS, Target.NOTE})
_NAMES = frozenset({Target.NAME, Target.FIRST_NAME, Target.LAST_NAME})

_WORDS: Mapping[Target, str] = {
    Target.FIRST_NAME: "first name|firstname|given name|forename|vorname|prenom|nombre de pila|"
    "nome proprio|voornaam|primeiro nome",
    Target.LAST_NAME: "last name|lastname|surname|family name|nachname|familienname|"
    "nom de famille|apellido|apellidos|cognome|achternaam|sobrenome",
    Target.EMAIL: "email|e mail|e mail address|email address|mail|courriel|correo|"
    "correo electronico|e mail adresse|mailadresse|posta elettronica|endereco de email",
    Target.PHONE: "phone|phone number|telephone|tel|tel no|mobile|mobile phone|mobile number|cell|"
    "cell phone|cellphone|home phone|work phone|business phone|other phone|telefon|telefonnummer|"
    "handy|mobil|mobiltelefon|festnetz|rufnummer|portable|numero de telephone|telefono|movil|"
    "celular|cellulare|telefoon|mobiel|telefone|telemovel|contact number",
    Target.POSTCODE: "postcode|post code|postal code|zip|zip code|plz|postleitzahl|code postal|"
    "codigo postal|cap|cep",
    Target.STATE: "state|province|region|county|bundesland|etat|provincia|estado|regione|provincie",
    Target.SUBURB: "suburb|city|town|locality|ort|stadt|wohnort|ville|ciudad|poblacion|citta|"
    "comune|plaats|woonplaats|stad|cidade|localidade",
    Target.STREET: "street|street address|address line 1|address 1|strasse|rue|calle|via|indirizzo|"
    "straat|rua|strasse und hausnummer",
    Target.LOCATION: "address|full address|location|home address|adresse|anschrift|direccion|"
    "domicilio|adres|endereco|site address",
    Target.LABELS: "labels|label|tags|tag|groups|group|category|categories|kategorie|kategorien|"
    "etiketten|etiquetas|etiquettes|etichette|type|customer type|kundengruppe",
    Target.PINNED_ALERT: "alert|pinned alert|warning|warnung|alerte|alerta|avviso|important",
    Target.NOTE: "note|notes|comment|comments|remark|remarks|memo|notiz|notizen|bemerkung|"
    "bemerkungen|commentaire|remarque|nota|notas|comentario|opmerking|observacoes|description",
    Target.NAME: "name|full name|customer|customer name|client|client name|company|company name|"
    "contact|contact name|display name|business|business name|kunde|kundenname|firma|nom|"
    "nom complet|nombre|nombre completo|nome|nome completo|naam|klant|cliente|empresa|account name",
}
_KNOWN = {word: target for target, words in _WORDS.items() for word in words.split("|")}
_PHONE = re.compile(r"^'?\+?[\d\s().\-/]{7,20}$")
_MOST = 0.6


class Chosen(msgspec.Struct, frozen=True):
    """The choice as it is remembered: one target for each column, and a country for numbers."""

    targets: tuple[Target, ...]
    country: str


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column with what stands in it first."""

    header: str
    samples: tuple[str, ...]
    target: Target


def key_of(headers: Sequence[str]) -> str:
    """Under what a choice is remembered: the same columns, the same choice."""
    return f"import columns {derived_id(chr(31).join(headers))}"


def encoded(chosen: Chosen) -> str:
    return msgspec.json.encode(chosen).decode()


def remembered(text: str | None, headers: Sequence[str]) -> Chosen | None:
    """The choice of an earlier import, unless it does not fit."""
    if text is None:
        return None
    try:
        found = msgspec.json.decode(text, type=Chosen)
    except msgspec.DecodeError:
        return None
    return found if len(found.targets) == len(headers) else None


def guess(looked: Probe) -> tuple[Target, ...]:
    """A target for each column: by its name, else by what stands in it; no single one twice."""
    targets: list[Target] = []
    for at, header in enumerate(looked.headers):
        column = [row[at].strip() for row in looked.samples if at < len(row) and row[at].strip()]
        wanted = _by_name(header) or _by_content(column)
        is_taken = wanted in targets and wanted not in SEVERAL
        targets.append(Target.NOTHING if is_taken else wanted)
    return tuple(_named(targets, looked))


def _named(targets: list[Target], looked: Probe) -> list[Target]:
    """Somebody has to have a name: the first column of words that is nothing else."""
    if _NAMES & set(targets):
        return targets
    for at, target in enumerate(targets):
        words = [row[at] for row in looked.samples if at < len(row)]
        if target is Target.NOTHING and any(re.search(r"[^\W\d]{2}", word) for word in words):
            targets[at] = Target.NAME
            break
    return targets


def _by_name(header: str) -> Target | None:
    bare = unicodedata.normalize("NFKD", header.casefold().replace("ß", "ss"))
    plain = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    words = " ".join(plain.split())
    return _KNOWN.get(words) or _KNOWN.get(words.rstrip(" 0123456789"))


def _by_content(column: Sequence[str]) -> Target:
    if not column:
        return Target.NOTHING
    looks = ((Target.EMAIL, re.compile(r"^\S+@\S+\.\S+$")), (Target.PHONE, _PHONE))
    for target, pattern in looks:
        if sum(bool(pattern.match(cell)) for cell in column) >= _MOST * len(column):
            return target
    return Target.NOTHING


def problem_of(targets: Sequence[Target]) -> str:
    """Why this choice cannot be imported; empty when it can."""
    if not _NAMES & set(targets):
        return "Choose the column with the name of the customer."
    for target in Target:
        if target not in SEVERAL and targets.count(target) > 1:
            return f"“{TITLES[target]}” is chosen for more than one column."
    return ""


def shown(looked: Probe, targets: Sequence[Target]) -> tuple[ColumnShown, ...]:
    """Every column as the person sees it."""
    return tuple(
        ColumnShown(header, _first_words(looked, at), target)
        for at, (header, target) in enumerate(zip(looked.headers, targets, strict=True))
    )


def _first_words(looked: Probe, at: int) -> tuple[str, ...]:
    cells = (" ".join(row[at].split()) for row in looked.samples if at < len(row))
    return tuple(cell[:60] for cell in cells if cell)[:3]
