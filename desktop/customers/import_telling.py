"""How far an import is, carried from its thread to its window."""

from __future__ import annotations

from desktop.customers import import_model as model
from desktop.customers.import_run import Step
from desktop.customers.import_wizard import ImportWizard
from desktop.qt.background import Background


class Teller:
    """Says how far it is, from the job's thread; the window is told the newest only."""

    def __init__(self, work: Background, wizard: ImportWizard, doing: str) -> None:
        self._work = work
        self._wizard = wizard
        self._doing = doing
        self._newest: Step | None = None

    def __call__(self, step: Step) -> None:
        is_told = self._newest is not None
        self._newest = step
        if not is_told:
            self._work.tell(self._show)

    def _show(self) -> None:
        step, self._newest = self._newest, None
        if step is not None and self._work.is_busy():
            self._wizard.show_importing(model.bringing(step, self._doing))
