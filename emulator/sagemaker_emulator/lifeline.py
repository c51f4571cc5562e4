"""Functions that detect the end of the process that started the emulator."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

_POLL_SECONDS = 0.25


def end_of_stdin() -> str:
    """Block until standard input ends. The kernel closes a pipe even if its owner is killed."""
    while os.read(0, 1024):
        pass
    return "standard input ended"


def end_of_process(pid: int) -> Callable[[], str]:
    """Return a function that blocks until the process has ended. A zombie that was our parent counts as ended."""
    is_parent = os.getppid() == pid

    def watch() -> str:
        while _exists(pid) and not (is_parent and os.getppid() != pid):
            time.sleep(_POLL_SECONDS)
        return f"process {pid} ended"

    return watch


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
