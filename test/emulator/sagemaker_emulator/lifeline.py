"""Noticing that whoever started the emulator is gone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

_POLL_SECONDS = 0.25


def end_of_stdin() -> str:
    """Blocks until standard input ends: the kernel closes a pipe even when its owner is killed."""
    while os.read(0, 1024):
        pass
    return "standard input ended"


def end_of_process(pid: int) -> Callable[[], str]:
    """A watch that blocks until the process is gone; a zombie that was our parent counts as gone."""
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
