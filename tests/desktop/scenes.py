"""Each view filled with sample data, in the real window where it lives there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.call_model import LineQuality, LiveCall, RingingCall
from desktop.calls.devices_model import DevicesShown
from desktop.calls.devices_view import DevicesView
from desktop.calls.dialling_habits import Habits
from desktop.calls.dialling_view import DialConfirm
from desktop.calls.own_phone_model import OwnPhone
from desktop.calls.own_phone_view import OwnPhoneForm
from desktop.calls.transfer_model import targets
from desktop.calls.transfer_view import Purpose, TransferView
from desktop.calls.wrap_up_model import WrapUpShown
from desktop.calls.wrap_up_view import WrapUpView
from desktop.customers.list_model import LOOK
from desktop.customers.profile_view import ProfileView
from desktop.issues.report_dialog import ReportDialog
from desktop.lists.list_view import ListView
from desktop.qt.table_model import Rows
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.listing_query import shown_keys
from desktop.replica.listing_rows import ListRow
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import PageEntry, UserShown
from desktop.shell.ringing_window import RingingWindow
from desktop.shell.sign_in import SignInState, SignInView
from desktop.shell.top_bar import PhoneShown, PhoneState, SyncShown, SyncState, Ways
from desktop.threads.composer import Draft
from desktop.threads.thread_view import ThreadView
from softphone.protocol import ChooseDevices
from sync_server.contract.values import AgentState, Visibility
from tests.desktop import samples
from tests.desktop.scenes_calendar import CALENDAR_SCENES
from tests.desktop.scenes_calls import CALL_SCENES
from tests.desktop.scenes_care import CARE_SCENES
from tests.desktop.scenes_complaints import COMPLAINT_SCENES
from tests.desktop.scenes_history import HISTORY_SCENES
from tests.desktop.scenes_holds import HOLD_SCENES
from tests.desktop.scenes_imports import IMPORT_SCENES
from tests.desktop.scenes_issue import ISSUE_PAGE_SCENES
from tests.desktop.scenes_issues import ISSUE_SCENES
from tests.desktop.scenes_letters import LETTER_SCENES
from tests.desktop.scenes_pay import PAY_SCENES
from tests.desktop.scenes_records import RECORD_SCENES
from tests.desktop.scenes_reports import REPORT_SCENES
from tests.desktop.scenes_rights import RIGHTS_SCENES

SIZE = (1440, 900)
PAGES = (
    PageEntry("customers", "Customers", "users", "Ctrl+1"),
    PageEntry("issues", "Issues", "triangle-alert", "Ctrl+2"),
    PageEntry("holds", "Payment holds", "lock", "Ctrl+3"),
)


def thread() -> ThreadView:
    view = ThreadView(samples.clock)
    view.show_head(samples.THREAD)
    view.show_lines(samples.lines())
    view.resize(440, 1000)
    return view


def customers() -> ListView:
    view = list_of_customers(samples.customers())
    view.grid.selectRow(2)
    return view


def list_of_customers(rows: Sequence[ListRow]) -> ListView:
    """The list as it stands before anything is asked of it."""
    view = ListView(LOOK, samples.clock)
    keys = shown_keys(LOOK.views[0].query, LOOK.fields)
    view.grid.show_columns([LOOK.section(key) for key in keys], {})
    counts = (312, 26, 41, 97)
    views = [replace(v, count=n) for v, n in zip(LOOK.views, counts, strict=True)] if rows else []
    view.views.show_views(views or LOOK.views, LOOK.views[0].key)
    view.show_source(Rows(tuple(rows)))
    return view


def profile() -> ProfileView:
    view = ProfileView(samples.clock)
    view.show_head(samples.HEAD)
    view.sections.show_sections(samples.counts())
    view.timeline.show_entries(samples.entries())
    view.timeline.show_counts(samples.GROUPS)
    view.timeline.show_months(samples.months())
    view.timeline.months.show_here(2025 * 12 + 9)
    view.thread_panel.show_head(samples.THREAD)
    view.thread_panel.show_lines(samples.lines())
    return view


def window(page: str = "customers", make: Callable[[], QWidget] = customers) -> MainWindow:
    main = MainWindow()
    for entry in PAGES:
        main.add_page(entry, make)
    main.rail.show_count("issues", 26)
    main.rail.show_count("holds", 21)
    main.rail.show_user(UserShown("Sarah Lee", AgentState.AVAILABLE, "ext 101"))
    main.top_bar.show_sync(SyncShown(SyncState.UP_TO_DATE))
    main.top_bar.show_phone(PhoneShown(PhoneState.READY))
    main.top_bar.show_ways(Ways(back=True))
    main.show_page(page)
    main.resize(*SIZE)
    return main


def ringing(call: RingingCall = samples.RINGING) -> MainWindow:
    main = window("customers", profile)
    card = CallCard()
    main.set_call_card(card)
    main.show()
    card.show_call(call)
    return main


def answered() -> MainWindow:
    main = ringing()
    card = main.findChild(CallCard)
    card.show_answered_by("Priya Singh")
    return main


def in_call() -> MainWindow:
    main = window("customers", profile)
    bar = CallBar(samples.clock)
    main.set_call_bar(bar)
    bar.show_call(samples.LIVE)
    return main


def troubled() -> MainWindow:
    main = window("customers", profile)
    bar = CallBar(samples.clock)
    main.set_call_bar(bar)
    bar.show_call(samples.LIVE_TROUBLED)
    main.top_bar.show_sync(SyncShown(SyncState.OFFLINE, 3))
    main.top_bar.show_phone(PhoneShown(PhoneState.NONE, "The phone system does not answer."))
    words = "You are offline. Everything you do is kept and sent later."
    main.banner.say(Notice(words, Tone.ORANGE, "wifi-off", "Try now"))
    return main


def calling(call: LiveCall, quality: LineQuality = samples.GOOD) -> MainWindow:
    main = window("customers", profile)
    bar = CallBar(samples.clock)
    main.set_call_bar(bar)
    bar.show_call(call)
    bar.show_quality(quality)
    bar.show_levels(120, 60)
    return main


def transfer_failed() -> MainWindow:
    main = calling(samples.LIVE, samples.POOR)
    words = "Priya Singh did not answer. Olivia is back with you."
    bar = main.findChild(CallBar)
    bar.notice.say(Notice(words, Tone.ORANGE, "phone-forwarded"))
    return main


def transfer_box(typed: str = "") -> TransferView:
    view = TransferView()
    view.open_for(Purpose.TRANSFER, "Olivia Smith")
    view.show_targets(targets(samples.COLLEAGUES, typed, samples.NOW, has_mailbox=True))
    return view


def wrap_up(shown: WrapUpShown = samples.WRAP_UP) -> MainWindow:
    main = window("customers", profile)
    view = WrapUpView()
    main.set_call_bar(view)
    view.show_wrap_up(shown)
    view.show_left(timedelta(seconds=47))
    main.rail.show_user(UserShown("Sarah Lee", AgentState.WRAP_UP, "1 min"))
    return main


def wrap_up_shared() -> MainWindow:
    shown = WrapUpShown("+61 2 9876 5432", candidates=samples.SEVERAL.candidates)
    main = wrap_up(shown)
    main.findChild(WrapUpView).show_problem("Whose call was it? Your note is kept until you say.")
    return main


def ringing_small() -> RingingWindow:
    view = RingingWindow()
    view.show_call(samples.RINGING)
    return view


def sound() -> DevicesView:
    view = DevicesView()
    there = ("Jabra Evolve2 65 Mono", "Built-in Audio Analog Stereo")
    chosen = ChooseDevices(there[0], there[0], "HDMI Monitor", 70, cuts_noise=True)
    view.show_devices(DevicesShown(there, there, chosen))
    view.habits.show_habits(Habits("Ctrl+Alt+A", asks_links=True, asks_profile=False))
    view.test_began()
    view.show_level(140)
    return view


def own_phone() -> OwnPhoneForm:
    form = OwnPhoneForm()
    form.prefill(OwnPhone("sip.example.com", "amy"))
    return form


def dial_confirm() -> DialConfirm:
    view = DialConfirm()
    view.ask("Olivia Smith", "+61 412 555 018", "A link asks Ringdesk to call this number.")
    return view


def phone_offline() -> MainWindow:
    main = window("customers", profile)
    words = "The phone system cannot be reached. Calls cannot come in; trying again…"
    main.top_bar.show_phone(PhoneShown(PhoneState.OFFLINE, words))
    main.phone_banner.say(Notice(words, Tone.ORANGE, "phone-off", "Try now"))
    return main


def public_post() -> MainWindow:
    view = profile()
    draft = Draft("Omar comes on Friday at 9. Is that all right?", Visibility.EVERYONE)
    view.thread_panel.composer.show_draft(draft)
    main = window("customers", lambda: view)
    main.rail.fold()
    main.top_bar.show_sync(SyncShown(SyncState.SENDING, 2))
    return main


def searching() -> MainWindow:
    main = window("customers", customers)
    main.show()
    box = main.top_bar.search
    box.open_with("oli")
    box.show_results("oli", samples.RESULTS)
    return main


def palette() -> MainWindow:
    main = window("customers", customers)
    main.show()
    main.top_bar.search.open_with("")
    main.top_bar.search.show_results("", samples.ACTIONS, samples.PALETTE_HINT)
    return main


def tabbed() -> MainWindow:
    main = window("customers", profile)
    main.tab_strip.show_tabs(("Olivia Smith", "BOK-20418 Window repair", "Payment holds"), 0)
    return main


def reporting() -> ReportDialog:
    dialog = ReportDialog()
    dialog.offer(samples.OFFER)
    return dialog


def empty_customers() -> MainWindow:
    return window("customers", lambda: list_of_customers(()))


def new_customer() -> MainWindow:
    def bare() -> ProfileView:
        view = ProfileView(samples.clock)
        view.show_head(samples.CustomerHead("c99", "Ava Nguyen"))
        view.sections.show_sections(())
        view.timeline.show_entries(())
        view.thread_panel.show_lines(())
        return view

    return window("customers", bare)


def sign_in(state: SignInState = SignInState.IDLE) -> SignInView:
    view = SignInView()
    view.prefill("desk.example.com", "sarah.lee")
    view.show_state(state)
    view.resize(*SIZE)
    return view


SCENES: dict[str, Callable[[], QWidget]] = {
    "customers": window,
    "customers_empty": empty_customers,
    "customer": lambda: window("customers", profile),
    "customer_new": new_customer,
    "customer_public_post_folded": public_post,
    "thread": thread,
    **{
        name: lambda make=make: window("issues", make)  # type: ignore[misc]
        for name, make in ISSUE_SCENES.items()
    },
    "ringing": ringing,
    "ringing_unknown": lambda: ringing(samples.UNKNOWN),
    "ringing_hidden": lambda: ringing(samples.HIDDEN),
    "ringing_several": lambda: ringing(samples.SEVERAL),
    "ringing_answered_by": answered,
    "in_call": in_call,
    "in_call_troubled": troubled,
    "ringing_transferred": lambda: ringing(samples.TRANSFERRED),
    "in_call_asking": lambda: calling(samples.LIVE_ASKING),
    "in_call_conference": lambda: calling(samples.LIVE_CONFERENCE),
    "in_call_shared": lambda: calling(samples.LIVE_SHARED),
    "in_call_transfer_failed": transfer_failed,
    "transfer": transfer_box,
    "wrap_up": wrap_up,
    "wrap_up_shared": wrap_up_shared,
    "ringing_small": ringing_small,
    "sound": sound,
    "own_phone": own_phone,
    "dial_confirm": dial_confirm,
    "phone_offline": phone_offline,
    "search": searching,
    "palette": palette,
    "tabs": tabbed,
    "report": reporting,
    "sign_in": sign_in,
    "sign_in_wrong": lambda: sign_in(SignInState.NO_MATCH),
    "sign_in_unreachable": lambda: sign_in(SignInState.NOT_REACHABLE),
    "sign_in_working": lambda: sign_in(SignInState.WORKING),
}
SCENES |= CALL_SCENES | HISTORY_SCENES | PAY_SCENES | RECORD_SCENES | CARE_SCENES | IMPORT_SCENES
SCENES |= HOLD_SCENES | REPORT_SCENES | RIGHTS_SCENES | LETTER_SCENES | CALENDAR_SCENES
SCENES |= COMPLAINT_SCENES | ISSUE_PAGE_SCENES
