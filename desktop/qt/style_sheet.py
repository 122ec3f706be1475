"""The one style sheet, filled with tokens by `theme.apply`; cells are drawn by delegates."""

from __future__ import annotations

from string import Template

SHEET = Template("""
QWidget#page, QStackedWidget#pages { background: $background; }
QFrame#rail { background: $rail; }
QFrame#top_bar { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[card="true"] {
  background: $surface; border: 1px solid $line; border-radius: 12px; }
QFrame[card="raised"] {
  background: $raised; border: 1px solid $raised_line; border-radius: 12px; }
QFrame[rule="true"] { background: $line; border: 0; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: 20px; font-weight: 600; }
QLabel[look="heading"] { font-size: 14px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="big"] { font-size: 16px; font-weight: 600; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: 12px; }
QLabel[look="error"] { color: $red_ink; }
QLabel[look="warning"] { color: $orange_ink; }
QLabel[look="rail"] { color: $rail_text; font-size: 12px; }
QLabel[look="rail_strong"] { color: white; font-weight: 500; }
QLabel[look="brand"] { color: white; font-size: 16px; font-weight: 600; }

QLineEdit, QPlainTextEdit, QComboBox {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: 8px;
  padding: 6px 10px; selection-background-color: $accent; selection-color: $accent_text; }
QLineEdit { min-height: 18px; }
QPlainTextEdit { padding: 4px 6px; }
QTextBrowser { border: 1px solid $edge; border-radius: 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 5px 9px; }
QPlainTextEdit:focus { padding: 3px 5px; }
QTextBrowser:focus { border: 2px solid $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
  color: $edge; border-color: $line; }
QFrame#search_box { background: $background; border: 1px solid $line; border-radius: 8px; }
QFrame#search_box[focused="true"] { background: $surface; border: 2px solid $accent; }
QLineEdit#search_input, QLineEdit#search_input:focus {
  background: transparent; border: 0; padding: 6px 0; }
QTabBar#tab_strip { background: $surface; border-bottom: 1px solid $line; }
QTabBar#tab_strip::tab {
  background: transparent; color: $muted; border: 0; border-right: 1px solid $line;
  border-bottom: 2px solid transparent; padding: 7px 8px 6px 14px; }
QTabBar#tab_strip::tab:hover { background: $hover; color: $text; }
QTabBar#tab_strip::tab:selected {
  background: $background; color: $text; border-bottom: 2px solid $accent; }
QLineEdit[wrong="true"] { border: 1px solid $red; }
QComboBox { padding-right: 26px; min-height: 18px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus {
  border: 0; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: 8px;
  padding: 4px 30px 5px 10px; min-height: 18px; selection-background-color: $accent;
  selection-color: $accent_text; }
QAbstractSpinBox:focus { border: 2px solid $accent; padding: 3px 29px 4px 9px; }
QAbstractSpinBox:disabled { color: $edge; border-color: $line; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
  border: 0; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  subcontrol-origin: border; width: 26px; border: 0; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 3px 3px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 3px 3px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
  background: $hover; border-radius: 4px; }
QAbstractSpinBox::up-arrow { image: url("$chevron_up"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QDateTimeEdit::drop-down {
  subcontrol-origin: border; subcontrol-position: center right; border: 0; width: 26px; }
QDateTimeEdit::down-arrow { image: url("$chevron"); width: 14px; height: 14px; }
QComboBox::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow { image: url("$chevron"); width: 14px; height: 14px; }
QComboBox[warns="true"] {
  background: $orange_soft; border: 1px solid $orange; color: $orange_ink; font-weight: 600; }
QComboBox[warns="true"]:focus { border: 2px solid $orange; }
QComboBox QAbstractItemView {
  background: $raised; color: $text; border: 1px solid $edge; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text; outline: 0; }

QPushButton {
  background: $surface; color: $text; border: 1px solid $line; border-radius: 8px;
  padding: 6px 12px; min-height: 18px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 11px; }
QPushButton:disabled { color: $edge; background: $background; }
QPushButton[kind="primary"] {
  background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="answer"] {
  background: $green_fill; color: $on_solid; border: 1px solid $green_fill; font-weight: 600; }
QPushButton[kind="danger"] {
  background: $red_fill; color: $on_solid; border: 1px solid $red_fill; font-weight: 600; }
QPushButton[kind="primary"]:focus, QPushButton[kind="answer"]:focus,
QPushButton[kind="danger"]:focus {
  border: 2px solid $text; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled,
QPushButton[kind="answer"]:disabled {
  background: $line; color: $muted; border: 1px solid $line; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $text; }
QPushButton[kind="quiet"][flush="true"] { padding-left: 4px; padding-right: 6px; }
QPushButton[kind="quiet"][flush="true"]:focus { padding-left: 3px; padding-right: 5px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled { background: transparent; }
QPushButton[kind="bare"], QPushButton[kind="bare"]:focus {
  border: 0; padding: 0; min-height: 0; background: transparent; }
QPushButton[kind="link"] {
  background: transparent; border: 1px solid transparent; color: $accent_ink; padding: 2px 4px; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 1px 3px; }
QPushButton[kind="link"]:disabled { color: $muted; }
QPushButton[kind="link"][flush="true"] { padding: 2px 0; border-width: 1px 0; }
QPushButton[kind="link"][flush="true"]:focus {
  border: 0; border-bottom: 2px solid $accent; border-radius: 0; padding: 3px 0 1px 0; }
QPushButton[kind="link"][plain="true"] { color: $text; font-weight: 600; }
QPushButton[kind="icon"] {
  background: transparent; border: 1px solid transparent; padding: 0; min-width: 32px;
  min-height: 32px;
  max-width: 32px; max-height: 32px; }
QPushButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:checked { background: $accent_soft; border: 1px solid $accent; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; padding: 0; }
QPushButton[kind="chip"] {
  background: transparent; border: 1px solid $line; border-radius: 11px; padding: 2px 10px;
  color: $muted; }
QPushButton[kind="chip"]:hover { background: $hover; color: $text; }
QPushButton[kind="chip"]:checked {
  background: $accent_soft; border: 1px solid $accent; color: $text; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 1px 9px; }
QPushButton[kind="tab"] {
  background: transparent; border: 0; border-bottom: 2px solid transparent; border-radius: 0;
  padding: 8px 4px; color: $muted; }
QPushButton[kind="tab"]:checked {
  color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QPushButton[kind="tab"]:focus { border: 2px solid $accent; border-radius: 4px; padding: 6px 2px; }
QPushButton[kind="choice"] {
  text-align: left; padding: 8px 12px; border: 1px solid $line; background: $surface;
  font-weight: 400; }
QPushButton[kind="choice"]:checked { background: $accent_soft; border: 1px solid $accent; }
QPushButton[kind="choice"]:focus { border: 2px solid $accent; padding: 7px 11px; }
QPushButton[kind="key"] {
  font-size: 16px; font-weight: 600; min-width: 40px; min-height: 32px; padding: 0; }
QPushButton[kind="rail"] {
  background: transparent; border: 2px solid transparent; color: $rail_text; text-align: left;
  padding: 6px 10px; min-height: 20px; }
QPushButton[kind="rail"]:hover, QPushButton[kind="rail"]:checked {
  background: $rail_selected; color: white; }
QPushButton[kind="rail"]:focus { border: 2px solid #6aa2ff; padding: 6px 10px; }

QCheckBox { spacing: 8px; background: transparent; min-height: 22px; }
QCheckBox::indicator {
  width: 16px; height: 16px; border: 1px solid $edge; border-radius: 4px; background: $surface; }
QCheckBox::indicator:checked {
  background: $accent; border: 1px solid $accent; image: url("$tick"); }
QCheckBox::indicator:focus { border: 2px solid $text; width: 14px; height: 14px; }
QSlider { min-height: 22px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
  width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $surface;
  border: 2px solid $accent; }
QSlider::handle:horizontal:focus { background: $accent; }
QTableView, QListView { background: $surface; border: 0; outline: 0; }
QListView[clear="true"] { background: transparent; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section {
  background: $surface; color: $muted; border: 0; border-bottom: 1px solid $line; padding: 6px 12px;
  font-weight: 500; }
QTableView QTableCornerButton::section { background: $surface; border: 0; }
QHeaderView[small="true"]::section { padding: 0; border: 0; font-size: 11px; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { border: 0; background: transparent; }
QWidget[clear="true"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 6px; }
QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; }
QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSlider { background: transparent; min-height: 20px; }
QSlider::groove:horizontal { background: $line; border-radius: 2px; height: 4px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; height: 4px; }
QSlider::handle:horizontal {
  background: $accent; border: 2px solid $surface; border-radius: 8px; width: 12px; height: 12px;
  margin: -6px 0; }
QSlider::handle:horizontal:focus { border: 2px solid $text; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $line; }
QSplitter::handle { background: transparent; }
QDialog { background: $surface; }
""")
