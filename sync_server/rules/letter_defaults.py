"""What the four complaint letters say until somebody writes them anew (TPL-02 to TPL-05)."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.letters import LetterKind, TemplateRow, TemplateVersionRow
from sync_server.rules.view import View

RINGDESK = "Ringdesk"
"""Who wrote the first version of a complaint letter."""
LETTERS = tuple(kind for kind in LetterKind if kind is not LetterKind.CANNED)
NAMES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "Complaint Acknowledgement",
    LetterKind.DETAILS: "Send Complaint Details",
    LetterKind.RESOLUTION: "Final Complaint Resolution",
    LetterKind.REMINDER: "Open Complaints Reminder",
}
_SUBJECTS: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: "{{complaint_number}}: we have your report",
    LetterKind.DETAILS: "{{complaint_number}}: what we noted",
    LetterKind.RESOLUTION: "{{complaint_number}}: settled",
    LetterKind.REMINDER: "Your open complaints",
}
_BODIES: Mapping[LetterKind, str] = {
    LetterKind.ACKNOWLEDGEMENT: """\
Dear {{customer_first_name}},

Thank you for telling us. Your report has the number {{complaint_number}}.

What it is: {{complaint_type}}
What it is about: {{record_code}} {{record_title}}

{{owner_name}} sees to it. {{next_milestone}}

Read what happens, write to us or add photos here:
{{discussion_link}}

Kind regards
{{agent_signature}}
""",
    LetterKind.DETAILS: """\
Dear {{customer_first_name}},

This is what we noted under {{complaint_number}}:

What it is: {{complaint_type}}
What it is about: {{record_code}} {{record_title}}
Reported on: {{reported_on}}

{{complaint_comments}}

{{owner_name}} sees to it. {{next_milestone}}

Is something missing or different? Add it here:
{{discussion_link}}

Kind regards
{{agent_signature}}
""",
    LetterKind.RESOLUTION: """\
Dear {{customer_first_name}},

We have settled {{complaint_number}} ({{complaint_type}}). Thank you for your patience.

How did we do? It takes a minute:
{{survey_link}}

Is something still not right? Tell us here and we take it up again:
{{discussion_link}}

Kind regards
{{agent_signature}}
""",
    LetterKind.REMINDER: """\
Hello {{worker_first_name}},

These complaints are still open with you:

{{open_complaints}}

Please note what was done, or tell the office what is missing.

{{business_name}}
""",
}


def version_id(template_id: RowId, number: int) -> RowId:
    return RowId(derived_id(f"template_version\0{template_id}\0{number}"))


def default_letter(kind: LetterKind) -> TemplateRow:
    """The letter as Ringdesk comes with it; its version -1 says that nobody saved it yet.

    Raises KeyError for a canned response: those have no default.
    """
    return TemplateRow(
        id=RowId(kind.value),
        version=-1,
        letter=kind,
        name=NAMES[kind],
        subject=_SUBJECTS[kind],
        body=_BODIES[kind],
    )


def letter_template(view: View, kind: LetterKind) -> TemplateRow:
    """The letter as it stands: the business's own words, or those Ringdesk comes with."""
    return view.get(TemplateRow, RowId(kind.value)) or default_letter(kind)


def first_version(kind: LetterKind) -> TemplateVersionRow:
    """The default as version 1 of a letter that is saved for the first time (TPL-08)."""
    was = default_letter(kind)
    return TemplateVersionRow(
        id=version_id(was.id, 1),
        template_id=was.id,
        number=1,
        name=was.name,
        subject=was.subject,
        body=was.body,
        saved_by_name=RINGDESK,
    )
