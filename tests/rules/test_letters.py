"""Templates and their versions, merge tags, and the look of e-mails, as the rules keep them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.letters import (
    BRANDING_ID,
    BrandingRow,
    LetterKind,
    SaveBranding,
    SaveTemplate,
    TemplateRow,
    TemplateVersionRow,
)
from sync_server.contract.values import Channel
from sync_server.rules.branding import as_page, as_text, on_colour
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.letter_defaults import LETTERS, default_letter, letter_template
from sync_server.rules.letter_marks import Mark
from sync_server.rules.merge_tags import TAGS, render, tags_in, unknown_tags
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, here, office

L = LetterKind
ALL = dict.fromkeys(TAGS, "value")


def save(view: MemoryView, **changes: object) -> None:
    """The acknowledgement, unless told else."""
    known = letter_template(view, L.ACKNOWLEDGEMENT)
    asked: dict[str, object] = {
        "template_id": known.id,
        "seen_version": known.version,
        "letter": known.letter,
        "name": known.name,
        "channel": known.channel,
        "subject": known.subject,
        "body": known.body,
    }
    view.put(decide(view, SaveTemplate(**(asked | changes)), here(ADMIN)).rows)  # type: ignore[arg-type]


def canned(view: MemoryView, name: str, seen: int = -1, **changes: object) -> None:
    asked = {"template_id": RowId(name), "seen_version": seen, "letter": L.CANNED, "name": name}
    save(view, **(asked | changes))


def versions(view: MemoryView, template_id: str) -> list[TemplateVersionRow]:
    found = view.where(TemplateVersionRow, template_id=template_id)
    return sorted(found, key=lambda row: row.number)


def test_each_letter_is_there_before_anybody_wrote_one():
    """TPL-02 to TPL-05: a fresh office has all four."""
    for kind in LETTERS:
        template = letter_template(MemoryView(), kind)
        assert (template.id, template.version, template.archived) == (kind, -1, False)
        assert not unknown_tags(template.subject + template.body)
        assert "{{" not in render(template.subject, ALL) + render(template.body, ALL)


def test_a_short_subject_names_the_number_and_the_text_who_and_what_next():
    """TPL-13, TPL-15."""
    for kind in (L.ACKNOWLEDGEMENT, L.DETAILS, L.RESOLUTION):
        assert "complaint_number" in tags_in(default_letter(kind).subject)
        assert len(default_letter(kind).subject) < 50
    assert {"owner_name", "next_milestone"} <= set(tags_in(default_letter(L.ACKNOWLEDGEMENT).body))
    details = set(tags_in(default_letter(L.DETAILS).body))
    wanted = {"complaint_number", "complaint_type", "complaint_comments", "discussion_link"}
    assert wanted <= details


def test_two_edits_leave_three_versions_and_the_first_restores_every_byte():
    """TPL-08."""
    view, was = office(), default_letter(L.ACKNOWLEDGEMENT)
    save(view, body="One {{customer_first_name}}", subject="1")
    save(view, body="Two \u00a0{{customer_first_name}}\n", subject="2")
    kept = versions(view, L.ACKNOWLEDGEMENT)
    assert [row.number for row in kept] == [1, 2, 3]
    assert [row.saved_by_name for row in kept] == ["Ringdesk", "Admin", "Admin"]
    assert (kept[0].subject, kept[0].body) == (was.subject, was.body)
    save(view, body=kept[0].body, subject=kept[0].subject)
    now = letter_template(view, L.ACKNOWLEDGEMENT)
    assert (now.subject.encode(), now.body.encode()) == (was.subject.encode(), was.body.encode())
    assert [row.number for row in versions(view, L.ACKNOWLEDGEMENT)] == [1, 2, 3, 4]


def test_a_canned_response_counts_its_versions_from_its_making():
    view = office()
    canned(view, "Hello")
    canned(view, "Hello", seen=0, body="Second")
    canned(view, "Hello", seen=1, body="Third", archived=True)
    assert [row.number for row in versions(view, "Hello")] == [1, 2, 3]
    assert view.get(TemplateRow, RowId("Hello")).archived


@pytest.mark.parametrize("where", ["subject", "body"])
def test_an_unknown_tag_is_named_and_nothing_is_saved(where: str):
    """TPL-07."""
    view = office()
    with pytest.raises(Refused) as refusal:
        save(view, **{where: "Dear {{custmer_name}}"})
    assert refusal.value.detail == "No such tag: {{custmer_name}}."
    assert view.get(TemplateRow, RowId(L.ACKNOWLEDGEMENT)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"seen_version": 4}, Reason.CHANGED),
        ({"template_id": RowId("other")}, Reason.INVALID),
        ({"letter": L.CANNED}, Reason.INVALID),
        ({"archived": True}, Reason.INVALID),
        ({"name": " "}, Reason.INVALID),
        ({"name": "send complaint DETAILS"}, Reason.INVALID),
        ({"body": "  \n"}, Reason.INVALID),
        ({"subject": ""}, Reason.INVALID),
        ({"subject": "a\nb"}, Reason.INVALID),
        ({"channel": Channel.SMS, "body": "x" * 1_601}, Reason.INVALID),
    ],
)
def test_what_makes_no_letter_is_refused(changes: dict[str, object], reason: Reason):
    with pytest.raises(Refused) as refusal:
        save(office(), **changes)
    assert refusal.value.reason is reason


def test_two_canned_responses_never_share_a_name_unless_one_is_archived():
    view = office()
    canned(view, "Hello", archived=True)
    canned(view, "HELLO", template_id=RowId("two"))
    with pytest.raises(Refused):
        canned(view, "hello", template_id=RowId("three"))


def test_agents_write_no_templates():
    template = default_letter(L.DETAILS)
    command = SaveTemplate(template.id, -1, L.DETAILS, "Mine", Channel.EMAIL, "Subject", "Body")
    with pytest.raises(Refused) as refusal:
        decide(office(), command, here(AGENT))
    assert refusal.value.reason is Reason.NOT_ALLOWED


# -- merge tags


def test_a_line_of_empty_tags_leaves_with_the_words_that_lead_to_it():
    """TPL-04: no survey, no trace of it."""
    text = "Dear {{customer_first_name}},\n\nHow did we do?\n{{survey_link}}\n\nTell us:\n"
    text += "{{discussion_link}}\n\nAbout: {{record_code}} {{record_title}}\nEnd"
    assert render(text, {"customer_first_name": "Ann"}) == "Dear Ann,\n\nHow did we do?\n\nEnd"
    resolution = default_letter(L.RESOLUTION).body
    without = render(resolution, ALL | {"survey_link": ""})
    assert "How did we do" not in without
    assert "\n\n\n" not in without


def test_spaces_inside_a_tag_do_not_matter():
    assert render("Hi {{  customer_name }}!", {"customer_name": "Ann"}) == "Hi Ann!"


def test_rendering_an_unknown_tag_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        render("{{nope}}", {})


@given(st.text(), st.dictionaries(st.sampled_from(list(TAGS)), st.text()))
def test_no_known_tag_is_left_standing(text: str, values: dict[str, str]):
    """And what a value says is never read as a tag again."""
    made = " ".join(f"{{{{{name}}}}}" for name in TAGS)
    clean = {name: value.replace("{", "(") for name, value in values.items()}
    known = text.replace("{", "(") + made
    assert not tags_in(render(known, clean))
    assert render("{{customer_name}}", {"customer_name": "{{x}}"}) == "{{x}}"


# -- branding

LOOK = BrandingRow(
    id=BRANDING_ID,
    business_name="Bright & Clean",
    accent="#0A7D55",
    footer="1 Bay St\n<Glebe>",
    links=("Facebook https://facebook.example/bright",),
)
ADDRESSES = {Mark.DISCUSSION: "https://desk.example/p/a"}


def test_words_of_people_are_never_markup():
    page = as_page('<script>alert(1)</script>\n"x" & y', LOOK, {})
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;Glebe&gt;" in page
    assert "Bright &amp; Clean" in page


def test_the_page_has_colour_logo_links_and_a_button():
    """TPL-06, TPL-17."""
    page = as_page(f"Hi\n\n{Mark.DISCUSSION}\n{Mark.SURVEY}", LOOK, ADDRESSES, "cid:logo")
    assert 'bgcolor="#0A7D55"' in page
    assert 'src="cid:logo"' in page
    assert 'href="https://facebook.example/bright"' in page
    assert 'href="https://desk.example/p/a"' in page
    assert "Open the discussion" in page
    assert "[link" not in page


def test_the_text_says_the_same_and_leaves_out_what_has_no_address():
    text = as_text(f"Hi\n\nHere:\n{Mark.DISCUSSION}\n\nRate:\n{Mark.SURVEY}\n", LOOK, ADDRESSES)
    assert text == (
        "Hi\n\nHere:\nhttps://desk.example/p/a\n\n-- \n1 Bay St\n<Glebe>\n"
        "Facebook: https://facebook.example/bright\n"
    )


def test_an_address_in_the_text_can_be_clicked_without_the_full_stop():
    page = as_page("See https://a.example/b?c=1&d=2.", LOOK, {})
    assert '<a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>.' in page


@given(st.integers(0, 0xFFFFFF))
def test_words_on_any_colour_can_be_read(colour: int):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""

    def light(code: str) -> float:
        parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    accent = f"#{colour:06X}"
    low, high = sorted((light(accent), light(on_colour(accent))))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def branding(**changes: object) -> SaveBranding:
    asked = {
        "seen_version": -1, "business_name": "Bright", "logo_sha256": "", "logo_type": "",
        "accent": "#0A7D55", "footer": "", "links": ("Facebook https://facebook.example",),
    }  # fmt: skip
    return SaveBranding(**(asked | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"accent": "red"},
        {"links": ("https://facebook.example",)},
        {"links": ("Facebook javascript:alert(1)",)},
        {"links": ('Facebook https://a.example"onclick',)},
        {"logo_sha256": "a" * 64, "logo_type": "application/pdf"},
        {"business_name": "x" * 81},
        {"business_name": "a\nb"},
        {"logo_sha256": "../../etc/passwd", "logo_type": "image/png"},
        {"seen_version": 0},
    ],
)
def test_a_look_that_cannot_be_sent_is_refused(changes: dict[str, object]):
    with pytest.raises(Refused):
        decide(office(), branding(**changes), here(ADMIN))


def test_the_look_is_kept():
    (row,) = decide(office(), branding(), here(ADMIN)).rows
    assert (row.accent, row.links) == ("#0A7D55", ("Facebook https://facebook.example",))
