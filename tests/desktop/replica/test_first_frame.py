"""The first window needs rows, not libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_first_frame_loads_no_heavy_library() -> None:
    code = (
        "import sys, desktop.store, desktop.replica.profile, desktop.replica.first_frame, "
        "desktop.sync.status, desktop.links; "
        "heavy = {'sqlalchemy', 'requests', 'keyring', 'websockets', 'asyncio', 'PySide6'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
