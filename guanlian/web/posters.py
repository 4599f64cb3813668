"""A drawn poster for every activity without a picture: the same code, kind and title give the same drawing.

The drawing reads two colours from its hue (`data-hue`, see tokens.css), with the light ones as fallback, so that it
also stands alone as a file. All words in it are escaped; its title is read out whole even where the drawing cuts it.
"""

import html
import unicodedata
import zlib
from random import Random
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from guanlian.web import motifs, upright

HUES: dict[str, tuple[str, str]] = {
    "water": ("#e8f0f1", "#1f4e63"),
    "silk": ("#f6ecdd", "#7a4a1e"),
    "seal": ("#f8e9e4", "#98301f"),
    "reed": ("#e7efe5", "#3f5d46"),
    "plum": ("#f1e9ef", "#6b3a5c"),
    "slate": ("#eaebee", "#3b4660"),
}
KIND_WORDS: dict[str, StrOrPromise] = {
    "performance": _("演出"),
    "exhibition": _("展览"),
    "screening": _("放映"),
    "training": _("培训"),
    "lecture": _("讲座"),
    "contest": _("赛事"),
    "exchange": _("文化走亲"),
    "seminar": _("研讨"),
    "other": _("活动"),
}
SERIF = "Source Han Serif SC, Noto Serif CJK SC, Songti SC, SimSun, serif"


def draw(*, code: str, kind: str, title: str, small: bool = False) -> SafeString:
    """The poster as an SVG element, 4:3; `small`: 1:1 with the title's first character, for rows.

    An unknown kind is drawn as `other`. Never fails, whatever the title holds.
    """
    code, kind, title = (_plain(part) for part in (code, kind, title))
    kind = kind if kind in motifs.OF_KIND else "other"
    seed = zlib.crc32(f"{code}\x1f{kind}".encode("utf-8", "replace"))
    chance = Random(seed)  # noqa: S311 - a drawing, not a secret
    hue = list(HUES)[(seed >> 8) % len(HUES)]
    motif = motifs.OF_KIND[kind][(seed >> 16) % len(motifs.OF_KIND[kind])](chance)
    mirrored = chance.random() < 0.5
    shown = upright.clean(title)
    body = _small(shown, motif, mirrored) if small else _large(shown, motif, mirrored, str(KIND_WORDS[kind]))
    ground, ink = HUES[hue]
    box = "0 0 100 100" if small else "0 0 400 300"
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="poster{" small" if small else ""}" data-hue="{hue}" '
        f'viewBox="{box}" role="img" aria-label={quoteattr(shown or str(KIND_WORDS[kind]))} '
        f'color="{ink}" font-family="{SERIF}">'
        f'<rect width="100%" height="100%" fill="var(--poster-ground, {ground})"/>'
        f'<g color="var(--poster-ink, {ink})">{body}</g></svg>'
    )


def _plain(part: str) -> str:
    """A string as typed: a template may hand over one that is already escaped."""
    return html.unescape(str(part)) if isinstance(part, SafeData) else str(part)


def _motif(drawing: str, mirrored: bool, place: str) -> str:
    flip = ' transform="translate(280 0) scale(-1 1)"' if mirrored else ""
    return (
        f'<g transform="{place}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" '
        f'stroke-linejoin="round"><g{flip}>{drawing}</g></g>'
    )


def _small(title: str, motif: str, mirrored: bool) -> str:
    first = next((c for c in title if unicodedata.category(c)[0] in "LN"), "")
    letter = (
        f'<text x="10" y="88" font-size="40" font-weight="600" fill="currentColor">{escape(first)}</text>'
        if first
        else ""
    )
    return _motif(motif, mirrored, "translate(26 6) scale(.25)") + letter


def _large(title: str, motif: str, mirrored: bool, kind: str) -> str:
    foot = (
        f'<text x="382" y="284" text-anchor="end" font-size="13" fill="currentColor" '
        f'font-family="Noto Sans CJK SC, PingFang SC, sans-serif">{escape(kind)}</text>'
    )
    if title and not any(unicodedata.east_asian_width(c) in "WF" for c in title):
        return _motif(motif, mirrored, "translate(168 14) scale(.8)") + _lines(title) + foot
    columns = upright.columns(title)
    size, pitch = (28, 33) if len(columns) < 2 else (25, 30) if len(columns) < 3 else (22, 27)
    step = size + 12
    right = 26 + size / 2 + (len(columns) - 1) * step
    if len(columns) < 2:
        right += 12
    text = "".join(_column(cells, right - n * step, size, pitch) for n, cells in enumerate(columns))
    shift = max(0, (len(columns) - 1) * step - 8)
    scale = 1 - shift / 400
    return _motif(motif, mirrored, f"translate({108 + shift:g} {14 + shift / 5:g}) scale({scale:.3f})") + text + foot


def _column(cells: list[upright.Cell], x: float, size: int, pitch: int) -> str:
    drawn = []
    for n, cell in enumerate(cells):
        middle = 42 + n * pitch
        drawn.append(_cell(cell, x, middle, size))
    return "".join(drawn)


def _cell(cell: upright.Cell, x: float, y: float, size: int) -> str:
    several = cell.wide > 1 and cell.text[:1].isascii()
    font = size * (0.98 if not several or cell.wide < 2 else {2: 0.82, 3: 0.6, 4: 0.46}.get(cell.wide, 0.46))
    if several and cell.turned:
        font = size * 0.66
    turn = f' transform="rotate(90 {x:g} {y:g})"' if cell.turned else ""
    return (
        f'<text x="{x:g}" y="{y + font * 0.36:g}" text-anchor="middle" font-size="{font:g}" font-weight="600" '
        f'fill="currentColor"{turn}>{escape(cell.text)}</text>'
    )


def _lines(title: str) -> str:
    """A title in letters only, set as lines at the lower left."""
    lines, current = [], ""
    for word in title.split():
        if current and len(current) + len(word) > 17:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    lines = [line if len(line) <= 20 else line[:19] + "…" for line in [*lines, current]]
    if len(lines) > 3:
        lines = [*lines[:2], lines[2][:19] + "…"]
    top = 262 - (len(lines) - 1) * 31
    return "".join(
        f'<text x="30" y="{top + n * 31}" font-size="25" font-weight="600" fill="currentColor">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
