"""How to reach a customer: each number and address with what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from desktop.customers.head_model import CustomerHead, Point, Relation, Writing
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import ElidedLabel, Look, tip
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Glyph, empty, row
from sync_server.contract.values import Channel, ContactKind

SHOWN = 3
RELATED = 3
WIDEST = 230


class _Elastic(Button):
    """A quiet button whose words give way where there is little room."""

    def __init__(self, words: str, icon: str) -> None:
        super().__init__(words, Kind.QUIET, icon)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        tip(self, words)

    # Qt overrides

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._words) + 46
        return QSize(min(wide, WIDEST), 30)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(96, self.sizeHint().width()), 30)

    def resizeEvent(self, event: object) -> None:
        room = self.width() - 44
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(" " + cut.replace("&", "&&"))


class PointButton(_Elastic):
    """One number or address; a click offers what to do with it."""

    picked = signal(Point)

    def __init__(self, point: Point) -> None:
        super().__init__(point.words, "phone" if point.kind is ContactKind.PHONE else "mail")
        self.point = point
        self.setObjectName(f"point_{point.id}")
        self.setAccessibleName(f"{point.words}, choose what to do")
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.picked.emit(self.point)


class _RelationButton(_Elastic):
    def __init__(self, relation: Relation) -> None:
        super().__init__(relation.words, relation.icon)
        self.relation = relation
        self.setObjectName(f"related_{relation.customer_id}")
        self.setAccessibleName(relation.hint or relation.words)
        tip(self, relation.hint or relation.words)


class PointMenu(QMenu):
    """What can be done with one number or address."""

    call_requested = signal(str)
    writing_requested = signal(Writing)
    remove_requested = signal(Point)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("point_menu")
        self._point: Point | None = None
        self._call = self.addAction("Call")
        self._sms = self.addAction("Send SMS…")
        self._email = self.addAction("Write e-mail…")
        self._copy = self.addAction("Copy")
        self.addSeparator()
        self._remove = self.addAction("Remove")
        for name in ("call", "sms", "email", "copy", "remove"):
            getattr(self, f"_{name}").setObjectName(f"point_{name}")
        self._call.triggered.connect(self._ask_call)
        self._sms.triggered.connect(self._ask_sms)
        self._email.triggered.connect(self._ask_email)
        self._copy.triggered.connect(self._copy_it)
        self._remove.triggered.connect(self._ask_remove)

    def offer(self, point: Point, *, writes: bool, edits: bool) -> None:
        """For this one."""
        self._point = point
        is_phone = point.kind is ContactKind.PHONE
        self._call.setVisible(is_phone)
        self._sms.setVisible(is_phone and writes)
        self._email.setVisible(not is_phone and writes)
        self._remove.setVisible(edits)

    def _ask_call(self) -> None:
        if self._point:
            self.call_requested.emit(self._point.value)

    def _ask_sms(self) -> None:
        if self._point:
            self.writing_requested.emit(Writing(Channel.SMS, self._point.value))

    def _ask_email(self) -> None:
        if self._point:
            self.writing_requested.emit(Writing(Channel.EMAIL, self._point.value))

    def _copy_it(self) -> None:
        if self._point:
            QGuiApplication.clipboard().setText(self._point.value)

    def _ask_remove(self) -> None:
        if self._point:
            self.remove_requested.emit(self._point)


class ContactsView(QWidget):
    """Numbers, addresses, where they live, and who belongs to them, in one line."""

    add_requested = signal(str)
    related_requested = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu = PointMenu(self)
        self._head = CustomerHead("", "")
        self._line = row(gap=2)
        self._more = Button("", Kind.LINK)
        self._more.setObjectName("more_points")
        self._rest = QMenu(self._more)
        self._field = QLineEdit()
        self._field.setObjectName("add_point_field")
        self._field.setAccessibleName("New phone number with country code, or e-mail address")
        self._field.setPlaceholderText("+61… or e-mail, then Enter")
        self._field.setFixedWidth(210)
        self._field.installEventFilter(self)
        self._field.hide()
        self._add = icon_button("Add a phone number or e-mail address", "plus")
        self._add.setObjectName("add_point")
        self._more.clicked.connect(self._open_rest)
        self._add.clicked.connect(self._begin)
        self._field.returnPressed.connect(self._ask_add)
        around = row(self, gap=2)
        around.addLayout(self._line)
        for each in (self._more, self._field, self._add):
            around.addWidget(each)
        self._related = row(gap=2)
        around.addLayout(self._related)
        around.addStretch(1)

    def show_head(self, head: CustomerHead) -> None:
        """Show how to reach this customer."""
        if head.id != self._head.id:
            self._field.hide()
        self._head = head
        empty(self._line)
        for point in head.points[:SHOWN]:
            self._put(PointButton(point))
        rest = head.points[SHOWN:]
        self._more.setVisible(bool(rest))
        self._more.relabel(f"+{len(rest)} more")
        if head.address:
            pin = Glyph("map-pin", size=16)
            self._line.addSpacing(8)
            self._put(pin)
            self._put(ElidedLabel(head.address, Look.MUTED))
        if not head.points and not head.address:
            self._put(ElidedLabel("No phone, e-mail or address yet", Look.MUTED))
        self._add.setVisible(head.rights.edits)
        self._show_related()

    def added(self) -> None:
        """What was typed is kept now."""
        self._field.clear()
        self._field.hide()

    def _show_related(self) -> None:
        empty(self._related)
        shown = self._head.relations[:RELATED]
        for relation in shown:
            button = _RelationButton(relation)
            button.clicked.connect(self._open_related)
            self._related.addWidget(button)
            button.show()
        if len(self._head.relations) > RELATED:
            rest = self._head.relations[RELATED:]
            more = ElidedLabel(f"+{len(rest)} more", Look.MUTED)
            tip(more, "\n".join(each.hint or each.words for each in rest))
            self._related.addWidget(more)
            more.show()

    def _put(self, widget: QWidget) -> None:
        self._line.addWidget(widget)
        widget.show()  # a layout shows its widgets one frame later: that flickers
        if isinstance(widget, PointButton):
            widget.picked.connect(self._picked)

    def _picked(self, point: Point) -> None:
        sender = self.sender()
        rights = self._head.rights
        self.menu.offer(point, writes=rights.writes, edits=rights.edits)
        if isinstance(sender, QWidget):
            self.menu.popup(sender.mapToGlobal(QPoint(0, sender.height())))

    def _open_rest(self) -> None:
        self._rest.clear()
        for point in self._head.points[SHOWN:]:
            self._rest.addAction(point.words.replace("&", "&&")).setData(point.id)
        self._rest.triggered.connect(self._picked_of_rest, Qt.ConnectionType.UniqueConnection)
        self._rest.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _picked_of_rest(self, action: object) -> None:
        wanted = action.data() if hasattr(action, "data") else ""
        point = next((one for one in self._head.points if one.id == wanted), None)
        if point is not None:
            rights = self._head.rights
            self.menu.offer(point, writes=rights.writes, edits=rights.edits)
            self.menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _open_related(self) -> None:
        sender = self.sender()
        if isinstance(sender, _RelationButton) and sender.relation.customer_id:
            self.related_requested.emit(sender.relation.customer_id)

    def _begin(self) -> None:
        self._field.show()
        self._field.setFocus()

    def _ask_add(self) -> None:
        if self._field.text().strip():
            self.add_requested.emit(self._field.text().strip())

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if _is_escape(event):
            self.added()
            self._add.setFocus()
            return True
        return super().eventFilter(watched, event)


def _is_escape(event: QEvent) -> bool:
    is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
    return is_key and getattr(event, "key", int)() == Qt.Key.Key_Escape
