"""Realistic sample data and views filled with it, for the gallery and the view tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desktop.calls.call_links_model import NOTHING, LinkOption, LinksShown
from desktop.calls.call_model import (
    CallerKind,
    Candidate,
    CardFact,
    LineQuality,
    LiveCall,
    RecordingShown,
    RingingCall,
    Trouble,
    WaitingCall,
)
from desktop.calls.wrap_up_model import DispositionChoice, WrapUpShown
from desktop.customers.head_model import CustomerHead, Point, Relation
from desktop.customers.list_model import first_row
from desktop.customers.sections_model import SectionShown, shown_sections
from desktop.customers.timeline_model import Entry, EntryKind, Group
from desktop.issues.report_model import RecordOption, ReportOffer, WorkerOption
from desktop.qt.statuses import BOOKINGS, INVOICES, ISSUES, QUOTES, Badge
from desktop.qt.tones import Tone
from desktop.replica.colleagues import Colleague
from desktop.replica.first_frame import CustomerSummary
from desktop.replica.listing_rows import ListRow
from desktop.replica.profile_totals import Section, StatusTotal
from desktop.replica.timeline import MonthCount
from desktop.shell.search_box import SearchResult
from desktop.threads.thread_model import Author, Line, LineKind, Sending
from desktop.threads.thread_view import ThreadHead
from sync_server.contract.base import RowId
from sync_server.contract.values import (
    AgentState,
    BookingStatus,
    ContactKind,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
    Visibility,
)

NOW = datetime(2025, 10, 9, 10, 30, tzinfo=UTC)
MARKUP = "<b>Bold</b> & <img src=x> Ltd"


def clock() -> datetime:
    return NOW


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


NAMES = (
    "Olivia Smith",
    "Liam Kowalski",
    "Noah Brown",
    "Priya Singh",
    "Omar Haddad",
    "Mei Chen",
    "Zainab Khan",
    "Lucas Martin",
    "Harbour Café & Bar",
    "St Mary's School",
    "Ava Nguyen",
    "Jack O'Connor",
    "Isla Papadopoulos",
    "Thomas Müller",
    "Chloe Robertson",
    "Ethan Walker",
)
PLACES = ("Glebe NSW", "Newtown NSW", "Leichhardt NSW", "Balmain NSW", "Marrickville NSW")
TITLES = (
    "Scratched glass in hallway window",
    "Gate left open, dog got out",
    "Leak came back",
    "Paint overspray on driveway tiles",
    "Wrong tile colour delivered",
    "No-show for Tuesday appointment",
    "Invoice shows 3 hours, crew was on site 2",
    "Missed bond-clean of oven and rangehood",
)
WORKERS = ("Omar Haddad", "Noah Brown", "Priya Singh", "Zainab Khan", "Mei Chen", "Liam Kowalski")


def customers(count: int = 40) -> tuple[ListRow, ...]:
    return tuple(
        first_row(
            CustomerSummary(
                id=RowId(f"c{n}"),
                name=NAMES[n % len(NAMES)],
                labels=(("VIP",), (), ("New",), (), ("Key account", "Overdue"), ())[n % 6],
                phones=f"+61412555{n:03d}" if n % 4 else f"+6129555{n:04d}",
                location=f"{n + 3} Ferry Rd, {PLACES[n % 5]}",
                open_issues=(1, 0, 0, 2, 0, 0, 0)[n % 7],
                last_activity_at=ago(hours=n * n * 0.7 + 0.1) if n % 9 else ago(minutes=4),
                balance_cents=(124_000, 0, 0, 8_050, 0)[n % 5],
            )
        )
        for n in range(count)
    )


HEAD = CustomerHead(
    "c0",
    "Olivia Smith",
    ("VIP",),
    (
        Point("p0", ContactKind.PHONE, "+61412555018"),
        Point("p1", ContactKind.EMAIL, "olivia.smith@example.com"),
    ),
    "14 Ferry Rd, Glebe NSW",
    1,
    124000,
    alert="Large dog in the yard. Call before you come.",
    relations=(Relation("Billed to Harbour Strata", "credit-card", "c7", "Harbour Strata pays"),),
)


def counts() -> tuple[SectionShown, ...]:
    """Sections as the rows of a busy customer make them."""
    figures = {
        Section.INVOICES: {"open": (3, 187000), "overdue": (2, 124000), "closed": (27, 1698000)},
        Section.BOOKINGS: {
            "in_progress": (2, 121000),
            "completed": (31, 1824000),
            "to_schedule": (3, 99000),
            "cancelled": (4, 113000),
        },
        Section.QUOTES: {
            "draft": (1, 30000),
            "sent": (4, 264000),
            "accepted": (22, 1512000),
            "expired": (6, 348000),
        },
        Section.PAYMENTS: {"payment": (27, 1698000), "credit_note": (1, 9000), "held": (1, 4100)},
    }
    counted = {
        Section.ISSUES: {"new": 1, "in_progress": 1, "closed": 5},
        Section.INQUIRIES: {"open": 2, "converted": 30, "closed": 6},
        Section.CALLS: {"answered": 41, "missed": 3, "voicemail": 2},
    }
    totals = [
        StatusTotal(k, s, n, c) for k, every in figures.items() for s, (n, c) in every.items()
    ]
    totals += [StatusTotal(k, s, n, None) for k, every in counted.items() for s, n in every.items()]
    return shown_sections(totals, {})


GROUPS = {
    Group.ALL: 214,
    Group.RECORDS: 143,
    Group.MONEY: 29,
    Group.VISITS: 4,
    Group.CALLS: 46,
    Group.MESSAGES: 18,
    Group.POSTS: 61,
    Group.ISSUES: 7,
}


def months() -> tuple[MonthCount, ...]:
    every = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)][2:34]
    return tuple(MonthCount(month, (at * 7 + at * at) % 13) for at, month in enumerate(every))


def entries() -> tuple[Entry, ...]:
    call, post, issue = EntryKind.CALL, EntryKind.POST, EntryKind.ISSUE
    booking, invoice, quote = EntryKind.BOOKING, EntryKind.INVOICE, EntryKind.QUOTE
    return (
        Entry(
            "e0",
            post,
            "Sarah Lee wrote",
            "Omar can come on Friday morning.",
            ago(minutes=1),
            Tone.BLUE,
            "message-square",
            is_pending=True,
        ),
        Entry(
            "e1",
            issue,
            "CMP-00274 reported",
            "Scratched glass in hallway window · by Olivia Smith",
            ago(minutes=12),
            Tone.RED,
            "triangle-alert",
            status=ISSUES[IssueStatus.NEW],
        ),
        Entry(
            "e2",
            call,
            "Call answered",
            "From +61 412 555 018 · Sarah Lee",
            ago(hours=1.3),
            Tone.GREEN,
            "phone-call",
            "04:12",
        ),
        Entry(
            "e3",
            call,
            "Missed call",
            "From +61 412 555 018 · nobody answered in 25 s",
            ago(hours=1.4),
            Tone.RED,
            "phone-missed",
        ),
        Entry(
            "e4",
            booking,
            "BOK-20418 completed",
            "Window repair · Omar Haddad",
            ago(days=1),
            Tone.GREEN,
            "calendar-check",
            "$412.00",
            BOOKINGS[BookingStatus.COMPLETED],
        ),
        Entry(
            "e5",
            invoice,
            "INV-18007 sent",
            "Due 21 Oct · viewed by customer",
            ago(days=2),
            Tone.BLUE,
            "receipt",
            "$412.00",
            INVOICES[InvoiceStatus.OPEN],
        ),
        Entry(
            "e6",
            post,
            "Olivia Smith wrote",
            "Could you come before the weekend? We have guests.",
            ago(days=2, hours=3),
            Tone.PURPLE,
            "message-square",
        ),
        Entry(
            "e7",
            call,
            "Voicemail",
            "From +61 412 555 018 · “Hi, it is Olivia about the window…”",
            ago(days=3),
            Tone.PURPLE,
            "voicemail",
            "00:38",
        ),
        Entry(
            "e8",
            quote,
            "EST-01102 accepted",
            "Bathroom glass panel",
            ago(days=5),
            Tone.GREEN,
            "file-check",
            "$1,280.00",
            QUOTES[QuoteStatus.ACCEPTED],
        ),
        Entry(
            "e9",
            EntryKind.INQUIRY,
            "INQ-00410 received",
            "Asked through the website for a quote",
            ago(days=6),
            Tone.GREY,
            "inbox",
        ),
        Entry(
            "e10",
            invoice,
            "INV-17920 overdue",
            "Due 1 Oct · reminder sent twice",
            ago(days=8),
            Tone.RED,
            "clock",
            "$828.00",
            INVOICES[InvoiceStatus.OVERDUE],
        ),
        Entry(
            "e11",
            booking,
            "BOK-20377 cancelled",
            "Gutter clean · cancelled by customer",
            ago(days=12),
            Tone.GREY,
            "calendar-x",
            "$190.00",
            BOOKINGS[BookingStatus.CANCELLED],
        ),
        Entry(
            "e12",
            call,
            "Call made",
            "To +61 412 555 018 · Sarah Lee",
            ago(days=13),
            Tone.GREEN,
            "phone-outgoing",
            "02:05",
        ),
        Entry(
            "e13",
            issue,
            "CMP-00201 closed",
            "Leak came back · pay released",
            ago(days=40),
            Tone.GREEN,
            "circle-check",
            status=ISSUES[IssueStatus.CLOSED],
        ),
    )


def lines() -> tuple[Line, ...]:
    everyone, staff = Visibility.EVERYONE, Visibility.STAFF
    olivia, sarah, omar = "Olivia Smith", "Sarah Lee", "Omar Haddad"
    return (
        Line(
            "p1",
            "Hi, the glass in the hallway window is scratched after the repair. Could someone"
            " have a look before the weekend?",
            ago(days=2, hours=3),
            author=olivia,
            by=Author.CUSTOMER,
            visibility=everyone,
        ),
        Line(
            "p2",
            "Thanks for telling us, Olivia. I am checking who can come.",
            ago(days=2, hours=2),
            author=sarah,
            by=Author.ME,
            visibility=everyone,
        ),
        Line(
            "p3",
            "Omar, was the scratch there when you left?",
            ago(days=1, hours=5),
            author=sarah,
            by=Author.ME,
            visibility=staff,
        ),
        Line(
            "p4",
            "Not that I saw. I have photos from before and after, both in the booking.",
            ago(days=1, hours=4),
            author=omar,
            visibility=staff,
        ),
        Line("p5", "", ago(days=1, hours=3, minutes=50), LineKind.REMOVED, author=omar),
        Line(
            "p6",
            "Call with Olivia Smith ended after 04:12",
            ago(hours=1.3),
            LineKind.SYSTEM,
            icon="phone-call",
        ),
        Line(
            "p7",
            "CMP-00274 reported, pay of Omar Haddad withheld",
            ago(minutes=12),
            LineKind.SYSTEM,
            icon="triangle-alert",
        ),
        Line(
            "p8",
            "She is upset, call her before Friday.",
            ago(minutes=10),
            author=sarah,
            by=Author.ME,
            note="Edited",
        ),
        Line(
            "p9",
            "Omar can come on Friday morning.",
            ago(minutes=1),
            author=sarah,
            by=Author.ME,
            visibility=everyone,
            sending=Sending.WAITING,
        ),
    )


THREAD = ThreadHead("t1", "Thread", Badge("CMP-00274", Tone.RED, "triangle-alert"), "Olivia Smith")

OFFER = ReportOffer(
    "Olivia Smith",
    (
        RecordOption(
            "b1",
            RecordKind.BOOKING,
            "BOK-20418",
            "BOK-20418 Window repair, 8 Oct",
            (WorkerOption("w1", "Omar Haddad"), WorkerOption("w2", "Noah Brown")),
        ),
        RecordOption(
            "b2",
            RecordKind.BOOKING,
            "BOK-20377",
            "BOK-20377 Gutter clean, 27 Sep",
            (WorkerOption("w3", "Priya Singh"),),
        ),
        RecordOption("v1", RecordKind.INVOICE, "INV-18007", "INV-18007 Window repair, $412.00"),
    ),
    ("Quality of work", "Damage", "Late or no-show", "Billing"),
    "call-1",
)


FACTS = (
    CardFact(
        "triangle-alert",
        "1 open issue",
        "CMP-00274 Scratched glass",
        ISSUES[IssueStatus.IN_PROGRESS],
    ),
    CardFact("lock", "Pay withheld", "$412.00, Omar Haddad", None),
    CardFact("receipt", "2 unpaid", "$1,240.00 in total", Badge("Overdue", Tone.RED, "clock")),
    CardFact("calendar-check", "8 Oct", "Window repair", BOOKINGS[BookingStatus.COMPLETED]),
    CardFact("calendar", "27 Sep", "Gutter clean", BOOKINGS[BookingStatus.CANCELLED]),
)
RINGING = RingingCall(
    "r1", CallerKind.KNOWN, "Olivia Smith", "+61412555018", "c0", ("VIP",), "Main line", FACTS
)
UNKNOWN = RingingCall("r2", CallerKind.UNKNOWN, number="+61298765432", dialled="Main line")
HIDDEN = RingingCall("r3", CallerKind.NO_NUMBER, dialled="After hours")
SEVERAL = RingingCall(
    "r4",
    CallerKind.SEVERAL,
    number="+61298765432",
    dialled="Main line",
    candidates=(
        Candidate("c8", "Harbour Café & Bar", "last call yesterday"),
        Candidate("c9", "St Mary's School", "Leichhardt NSW"),
        Candidate("c10", "Ava Nguyen", "Balmain NSW"),
    ),
)
LIVE = LiveCall("r1", "Olivia Smith", "+61412555018", ago(minutes=4, seconds=12), "c0")
LIVE_TROUBLED = LiveCall(
    "r1",
    "Olivia Smith",
    "+61412555018",
    ago(minutes=4, seconds=12),
    "c0",
    is_muted=True,
    trouble=Trouble.NO_MICROPHONE,
    waiting=(WaitingCall("r5", "Mei Chen"), WaitingCall("r6", "+61 2 9555 0123", is_on_hold=True)),
)
LIVE_ASKING = LiveCall(
    "r7",
    "Priya Singh",
    "priya",
    ago(seconds=31),
    recording=RecordingShown.ON,
    asking_about="Olivia",
)
LIVE_CONFERENCE = LiveCall(
    "r1",
    "Olivia Smith",
    "+61412555018",
    ago(minutes=12, seconds=3),
    "c0",
    recording=RecordingShown.PAUSED,
    is_joined=True,
    transferred_by="Tom Baker",
    waiting=(
        WaitingCall("r7", "Priya Singh", is_joined=True),
        WaitingCall("r8", "Harbour Café & Bar", is_on_hold=True),
        WaitingCall("r9", "Omar Haddad", is_calling=True),
    ),
)
LIVE_SHARED = LiveCall(
    "r4", "+61 2 9876 5432", "+61298765432", ago(seconds=8), candidates=SEVERAL.candidates
)
TRANSFERRED = replace(
    RINGING,
    transferred_by="Sarah Lee",
    is_second=True,
    also=("Mei Chen", "+61 2 9555 0123"),
    alert="Speaks slowly, please wait for her; the dog bites, ring first",
    facts=(
        CardFact(
            "calendar",
            "Bond clean of the whole house, windows and oven included",
            "2 Oct",
            BOOKINGS[BookingStatus.IN_PROGRESS],
        ),
    ),
)
POOR = LineQuality(loss_permille=42, jitter_ms=61, rtt_ms=180, mos_hundredths=291)
GOOD = LineQuality(loss_permille=2, jitter_ms=6, rtt_ms=34, mos_hundredths=431)
COLLEAGUES = (
    Colleague(RowId("s1"), "Tom Baker", "tom", AgentState.ON_A_CALL, "", ago(minutes=3)),
    Colleague(RowId("s2"), "Priya Singh", "priya", AgentState.AVAILABLE, "", ago(hours=2)),
    Colleague(RowId("s3"), "Omar Haddad", "omar", AgentState.BREAK, "Lunch", ago(minutes=24)),
    Colleague(RowId("s4"), "Mei Chen", "mei", AgentState.WRAP_UP, "", ago(seconds=40)),
    Colleague(RowId("s5"), "Zainab Khan", "zainab", AgentState.AWAY, "", ago(hours=5)),
    Colleague(RowId("s6"), "Noah Brown", "noah", AgentState.RINGING, "", ago(seconds=4)),
)
LINKS = LinksShown(
    (
        NOTHING,
        LinkOption(RecordKind.BOOKING, "b1", "BOK-20418 Window repair · In progress"),
        LinkOption(RecordKind.ISSUE, "i1", "CMP-00274 Scratched glass · New"),
    ),
    "b1",
)
WRAP_UP = WrapUpShown(
    "Olivia Smith",
    dispositions=tuple(
        DispositionChoice(f"d{n}", name)
        for n, name in enumerate(
            ("Booked", "Question answered", "Complaint", "Call back promised", "Wrong number")
        )
    ),
    chosen_id="d2",
    is_required=True,
    has_clock=True,
    links=LINKS,
)
PALETTE_HINT = "> for actions only   from: in: has: status: type: before: after: to narrow"
ACTIONS = (
    SearchResult("customers.new", "action", "New customer", "", "user-plus", "Action", "Ctrl+N"),
    SearchResult("page.issues", "action", "Go to Issues", "", "triangle-alert", keys="Ctrl+2"),
    SearchResult("state.away", "action", "State: Away", "", "clock", "Action"),
)
RESULTS = (
    SearchResult(
        "c0", "customer", "Olivia Smith", "Customer · +61 412 555 018 · Glebe NSW", "user"
    ),
    SearchResult(
        "i1", "issue", "CMP-00274", "Issue · Scratched glass · Olivia Smith", "triangle-alert"
    ),
    SearchResult(
        "b1", "booking", "BOK-20418", "Booking · Window repair · Olivia Smith", "calendar"
    ),
    SearchResult("v1", "invoice", "INV-18007", "Invoice · $412.00 · Olivia Smith", "receipt"),
)
