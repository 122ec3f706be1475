"""The notices name everything in a bundle that others made."""

from __future__ import annotations

import importlib


def test_packed_names_lead_to_the_licences_of_those_who_made_them():
    found = importlib.import_module("notices").notices(["PySide6", "pjsua2", "websockets", "json"])
    names = [notice.name.split()[0] for notice in found]
    assert names == [
        "Python",
        "Inter",
        "Lucide",
        "pjsua2-python",
        "pyinstaller",
        "PySide6_Essentials",
        "websockets",
    ]


def test_every_notice_has_a_licence_and_a_text():
    found = list(
        importlib.import_module("notices").notices(["PySide6", "requests", "_cffi_backend"])
    )
    assert all(notice.licence and len(notice.text) > 40 for notice in found)


def test_our_own_packages_are_no_work_of_others():
    found = importlib.import_module("notices").notices(["desktop", "sync_server", "resources"])
    assert "ringdesk" not in {notice.name.split()[0] for notice in found}
