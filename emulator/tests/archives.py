"""Archives of models."""

from __future__ import annotations

import io
import tarfile


def archive(files: dict[str, str]) -> bytes:
    """A tar.gz with these text files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()
