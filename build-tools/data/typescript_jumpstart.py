"""Renders the models of SageMaker JumpStart as compressed JSON in TypeScript, which is decompressed when it is needed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

from jumpstart import jumpstart_table
from pinned_package import GENERATIVE_AI_CDK_CONSTRUCTS, HERE
from typescript import generated_file

FILE = "src/model/jumpstart/jumpstart-table.generated.ts"

WIDTH = 145

TABLE = """\
/** The models of SageMaker JumpStart, as Base64 of JSON that is compressed with raw deflate; `jumpstart-catalog.ts` describes the format. */
export const JUMPSTART_TABLE = [
{lines}
].join('');
"""

LINE = re.compile(r"^  '([A-Za-z0-9+/=]+)',$", re.MULTILINE)


def jumpstart_constant() -> str:
    table = json.dumps(jumpstart_table(), separators=(",", ":")).encode()
    text = _committed(table) or base64.b64encode(_compressed(table)).decode()
    lines = [f"  '{text[start : start + WIDTH]}'," for start in range(0, len(text), WIDTH)]
    return generated_file(TABLE.format(lines="\n".join(lines)), GENERATIVE_AI_CDK_CONSTRUCTS)


def _compressed(table: bytes) -> bytes:
    compressor = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS, memLevel=9)
    return compressor.compress(table) + compressor.flush()


def decompressed(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text), -zlib.MAX_WBITS)


def _committed(table: bytes) -> str | None:
    """Returns the text in the repository if it is the same table, because implementations of deflate compress the same data differently."""
    file: Path = HERE.parents[1] / FILE
    text = "".join(LINE.findall(file.read_text(encoding="utf-8"))) if file.exists() else ""
    return text if text and decompressed(text) == table else None
