"""A small picture of a notice board, drawn in code and marked 演示, so that no photograph is passed off as one."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from random import Random

# 演示, 48 dots wide, one hexadecimal number a row.
GLYPHS = [
    "1c0100000000",
    "0601000fffe0",
    "03fffe1ffff0",
    "00c006000000",
    "00c006000000",
    "00c006000000",
    "303ff8000000",
    "3c01007ffffc",
    "0e01003ffff8",
    "003ffc001000",
    "00210c001000",
    "00210c041000",
    "003ffc0610c0",
    "03210c0c1060",
    "06210c0c1060",
    "06210c181030",
    "0c3ffc181030",
    "0c0020301018",
    "181c70601018",
    "18701c001000",
    "10e00e01f000",
    "00000001e000",
]
WIDTH, HEIGHT, DOT = 360, 240, 3
PAPER, FRAME, INK, SEAL = 0, 1, 2, 3
PALETTE = bytes((247, 243, 233, 43, 74, 92, 150, 160, 165, 190, 62, 45))


@cache
def board(seed: int) -> bytes:
    """A PNG of 360 × 240 dots: a framed board with lines of writing and the mark 演示."""
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    dice = Random(seed)
    _box(rows, 12, 12, WIDTH - 12, HEIGHT - 12, FRAME)
    _box(rows, 20, 20, WIDTH - 20, HEIGHT - 20, PAPER)
    for line in range(8):
        top = 128 + line * 11
        _box(rows, 40, top, 40 + dice.randint(120, 270), top + 4, INK)
    for y, row in enumerate(GLYPHS):
        for x in range(48):
            if int(row, 16) >> (47 - x) & 1:
                left, top = 108 + x * DOT, 40 + y * DOT
                _box(rows, left, top, left + DOT, top + DOT, SEAL)
    return _png(rows)


def _box(rows: list[bytearray], left: int, top: int, right: int, bottom: int, colour: int) -> None:
    for row in rows[top:bottom]:
        row[left:right] = bytes([colour]) * (right - left)


def _png(rows: list[bytearray]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(row) for row in rows)
    parts = [(b"IHDR", header), (b"PLTE", PALETTE), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)
