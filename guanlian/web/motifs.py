"""What posters are drawn with: motifs of the water towns, in one ink, in a box 280 wide and 260 high.

Each motif takes a source of chance seeded by the activity's code, so that two posters of one kind differ.
"""

from collections.abc import Callable
from random import Random

Motif = Callable[[Random], str]
_WATER = (
    '<path d="M0 {y}q17-9 35 0t35 0 35 0 35 0 35 0 35 0 35 0 35 0" opacity=".45"/>'
    '<path d="M40 {z}q15-8 30 0t30 0 30 0 30 0 30 0" opacity=".3"/>'
)


def _water(y: int) -> str:
    return _WATER.format(y=y, z=y + 14)


def _disc(x: float, y: float, r: float, opacity: float = 0.12) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="currentColor" stroke="none" opacity="{opacity:g}"/>'


def bridge(chance: Random) -> str:
    """A stone arch over a canal, its half-circle closed by the reflection."""
    steps = "".join(
        f'<path d="M{140 - n * 17} {86 + n * n * 2.6:.0f}h-9M{140 + n * 17} {86 + n * n * 2.6:.0f}h9" opacity=".5"/>'
        for n in range(1, 7)
    )
    return (
        _disc(chance.choice((44, 232)), chance.randint(38, 60), 24)
        + '<path d="M6 196Q140-24 274 196" stroke-width="3"/><path d="M22 196Q140 18 258 196" opacity=".4"/>'
        + '<path d="M78 196a62 62 0 0 1 124 0" stroke-width="2.4"/>'
        + '<path d="M78 200a62 50 0 0 0 124 0z" fill="currentColor" stroke="none" opacity=".13"/>'
        + f'{steps}<path d="M0 198h280" opacity=".6"/>{_water(222)}'
    )


def brush(chance: Random) -> str:
    """Three strokes of a brush, the brush itself, and the seal below."""
    lift = chance.randint(-16, 16)
    return (
        f'<path d="M22 {196 + lift}c58-74 92 34 140-36s66-50 104-72" stroke-width="26" opacity=".16"/>'
        f'<path d="M30 {126 + lift}c40-42 62 26 102-14s58-36 88-40" stroke-width="13" opacity=".26"/>'
        '<path d="M44 62q36-26 70-8" stroke-width="7" opacity=".36"/>'
        '<path d="M262 30 204 128" stroke-width="6"/><path d="M204 128q-16 6-20 34 24-12 28-28z" fill="currentColor"/>'
        '<rect x="236" y="206" width="24" height="24" rx="3" fill="currentColor" stroke="none" opacity=".7"/>'
    )


def lantern(chance: Random) -> str:
    """Lanterns on a line, as at the lantern fair."""
    places = [(58, 96, 0.72), (140, 74, 1.1), (226, 112, 0.82), (100, 184, 0.6), (196, 200, 0.66)]
    kept = places[: chance.randint(3, 5)]
    one = (
        '<path d="M0-60v16M-13-44h26M-13 44h26M0 44v26M-6 70h12"/>'
        '<ellipse rx="40" ry="44" fill="currentColor" opacity=".16" stroke="none"/><ellipse rx="40" ry="44"/>'
        '<path d="M0-44v88M-15-41q-17 41 0 82M15-41q17 41 0 82" opacity=".5"/>'
    )
    hung = "".join(f'<g transform="translate({x} {y}) scale({s})">{one}</g>' for x, y, s in kept)
    return f'<path d="M0 20q140 34 280-6" opacity=".4"/>{hung}'


def fan(chance: Random) -> str:
    """An open fan with hills painted on it."""
    ribs = ("20 167", "34 126", "60 90", "98 64", "140 54", "182 64", "220 90", "246 126", "260 167")
    drawn = "".join(f'<path d="M140 216 {rib}" opacity=".3"/>' for rib in ribs)
    hill = chance.randint(96, 122)
    return (
        '<path d="M16 176A132 132 0 0 1 264 176L188 202A52 52 0 0 0 92 202z" fill="currentColor" stroke="none" opacity=".13"/>'
        '<path d="M16 176A132 132 0 0 1 264 176L188 202A52 52 0 0 0 92 202z"/>'
        f'<path d="M44 150q34-{hill - 70} 62-10t52-30 84 34" opacity=".7"/>{drawn}<circle cx="140" cy="216" r="5" fill="currentColor"/>'
    )


def wave(chance: Random) -> str:
    """Rows of waves, each scale three arcs: the tide of the Qiantang."""
    rows = []
    skip = chance.randint(1, 3)
    for row in range(4):
        for column in range(5 if row % 2 else 4):
            if (row, column) == (0, skip):
                continue
            x, y = column * 70 + (0 if row % 2 else 35), 118 + row * 36
            arcs = "".join(f'<path d="M{x - r} {y}a{r} {r} 0 0 1 {2 * r} 0"/>' for r in (34, 23, 12))
            rows.append(f'<g opacity="{0.9 - row * 0.16:.2f}">{arcs}</g>')
    return _disc(212, 56, 30, 0.16) + "".join(rows)


def boat(chance: Random) -> str:
    """A black-awned boat with its pole."""
    x = chance.randint(-14, 14)
    return (
        _disc(70 - x, 66, 32)
        + f'<g transform="translate({x} 0)"><path d="M22 166q118 34 236-6-20 40-52 44H78q-36-4-56-38z" fill="currentColor" '
        'opacity=".16" stroke="none"/><path d="M22 166q118 34 236-6-20 40-52 44H78q-36-4-56-38z" stroke-width="2.4"/>'
        '<path d="M84 178v-18q0-34 56-34t56 34v18" stroke-width="2.4"/>'
        '<path d="M84 178v-18q0-34 56-34t56 34v18z" fill="currentColor" stroke="none" opacity=".3"/>'
        '<path d="M112 130v50M140 126v56M168 130v50" opacity=".55"/><path d="M204 186 262 78"/></g>' + _water(218)
    )


def silk(chance: Random) -> str:
    """Threads of silk drawn side by side."""
    bend = chance.randint(24, 60)
    threads = "".join(
        f'<path d="M{n * 11} 0C{60 + n * 11} {60 + bend} {n * 9 - 60} {150 - bend / 2:g} {40 + n * 12} 262" opacity="{0.25 + (n % 4) * 0.17:.2f}"/>'
        for n in range(14)
    )
    return (
        threads
        + '<ellipse cx="222" cy="70" rx="21" ry="33" transform="rotate(28 222 70)" fill="currentColor" stroke="none" opacity=".16"/>'
    )


def mulberry(chance: Random) -> str:
    """A mulberry branch with leaves and fruit."""
    leaf = '<path d="M0 0C-40-22-44-66 0-96 44-66 40-22 0 0z" fill="currentColor" opacity=".14" stroke="none"/><path d="M0 0C-40-22-44-66 0-96 44-66 40-22 0 0zM0 0v-84M0-26l-20-18M0-26l20-18M0-50l-17-16M0-50l17-16"/>'
    tilt = chance.randint(-10, 10)
    leaves = "".join(
        f'<g transform="translate({x} {y}) rotate({a + tilt}) scale({s})">{leaf}</g>'
        for x, y, a, s in ((84, 138, -48, 0.9), (138, 116, 8, 1.05), (196, 96, 62, 0.8), (110, 148, 152, 0.66))
    )
    berries = "".join(
        _disc(168 + dx, 152 + dy, 7.5, 0.5)
        for dx, dy in ((0, 0), (12, 8), (-10, 10), (3, 20), (14, 24), (-6, 28), (5, 38))
    )
    return (
        f'<path d="M6 206Q96 152 150 112T276 62" stroke-width="3.4"/>{leaves}<path d="M160 108q10 20 8 40"/>{berries}'
    )


def puppet(chance: Random) -> str:
    """A shadow puppet on its lit screen."""
    arm = chance.randint(-12, 12)
    return (
        '<rect x="10" y="22" width="260" height="186" rx="4"/><path d="M10 34h260M10 196h260" opacity=".4"/>'
        + _disc(150, 112, 76)
        + '<g fill="currentColor" stroke="none"><circle cx="150" cy="82" r="15"/><path d="M134 76q16-24 34 0l7-9-12-14h-24l-11 15z"/>'
        '<path d="M136 100h28l10 30-8 4 14 56h-62l16-56-8-4z" opacity=".85"/></g>'
        '<path d="M140 56Q118 18 70 40M160 56q20-38 70-18" stroke-width="2.4"/>'
        f'<path d="M166 106l36 {12 + arm} 22-{26 + arm}M134 106l-32 {18 - arm}-22-14" stroke-width="6"/>'
        f'<path d="M224 {92 - arm // 2}l16 150M80 {110 - arm // 2}l-10 132M150 190v54" opacity=".5"/>'
    )


def reed(chance: Random) -> str:
    """Reeds by the lake, and birds above them."""
    stems = []
    for n in range(7):
        x, lean, top = 46 + n * 30, chance.randint(-26, 30), chance.randint(52, 118)
        stems.append(
            f'<path d="M{x} 238Q{x + 2} 150 {x + lean} {top}" opacity=".8"/>'
            f'<path d="M{x + lean} {top}q-9 14-3 40 11-16 3-40z" fill="currentColor" opacity=".4" stroke="none"/>'
            f'<path d="M{x + 1} 200q20-40 {30 if n % 2 else -30}-62" opacity=".45"/>'
        )
    return '<path d="M30 44q12-12 18 0 8-12 20-2M96 26q9-9 14 0 6-9 15-2" />' + "".join(stems) + _water(238)


def zongzi(chance: Random) -> str:
    """Rice dumplings in reed leaves, tied with thread."""
    one = (
        '<path d="M0-62 66 48q-66 20-132 0z" fill="currentColor" opacity=".15" stroke="none"/>'
        '<path d="M0-62 66 48q-66 20-132 0zM0-62Q-6 0-30 54M0-62Q24-6 66 48M-52 26q52-6 92-22" stroke-width="2.2"/>'
        '<path d="M-34-2q34 14 72 2M-40 8q40 14 84 2M40 2q20 4 22 22-10-2-14-14" opacity=".7"/>'
    )
    turn = chance.randint(-8, 8)
    return (
        f'<g transform="translate(112 132) rotate({turn})">{one}</g>'
        f'<g transform="translate(206 178) rotate({18 - turn}) scale(.7)">{one}</g>'
        '<path d="M20 226Q150 262 270 214 150 222 20 226z" fill="currentColor" opacity=".14"/><path d="M20 226Q150 262 270 214" />'
    )


def pagoda(chance: Random) -> str:
    """A tower in the rain: the hall of mist and rain on its island."""
    tiers = []
    for n in range(4):
        w, y = 42 + n * 17, 62 + n * 39
        tiers.append(
            f'<path d="M{140 - w - 14} {y}q12-2 {w - 2}-20h32q12 18 {w - 2} 20" stroke-width="2.4"/>'
            f'<path d="M{140 - w - 14} {y}q12-2 {w - 2}-20h32q12 18 {w - 2} 20z" fill="currentColor" stroke="none" opacity=".18"/>'
            f'<path d="M{140 - w + 8} {y}v20M{140 + w - 8} {y}v20M{140 - w // 3} {y}v20M{140 + w // 3} {y}v20" opacity=".6"/>'
        )
    rain = "".join(
        f'<path d="M{chance.randint(0, 270)} {chance.randint(6, 150)}l-5 22" opacity=".25"/>' for _ in range(16)
    )
    return f'{rain}<path d="M140 42V14M134 24h12" stroke-width="2.4"/>{"".join(tiers)}<path d="M30 200h220" />{_water(224)}'


def ripple(chance: Random) -> str:
    """Rings on the water around a lotus leaf."""
    x = chance.randint(112, 168)
    rings = "".join(
        f'<ellipse cx="{x}" cy="164" rx="{r}" ry="{r * 0.42:g}" opacity="{1.05 - r / 150:.2f}"/>'
        for r in (34, 62, 92, 124)
    )
    return (
        f'{rings}<path d="M{x} 164q-4-44 6-78"/>'
        f'<path d="M{x + 6} 86q-34-4-40-36 30 4 40 36zM{x + 6} 86q34-8 38-40-30 6-38 40z" fill="currentColor" opacity=".16" stroke="none"/>'
        f'<path d="M{x + 6} 86q-34-4-40-36 30 4 40 36zM{x + 6} 86q34-8 38-40-30 6-38 40zM{x + 6} 86q-14-30 2-58 14 28-2 58z"/>'
        '<path d="M212 214q34-14 60 4-30 16-60-4zl30 2" opacity=".6"/>'
    )


def plum(chance: Random) -> str:
    """A plum branch in flower."""
    petal = "".join(
        f'<circle cx="0" cy="-11" r="8.500" transform="rotate({n * 72})" fill="currentColor" fill-opacity=".16"/>'
        for n in range(5)
    ).replace(".500", ".5")
    flower = f'{petal}<circle r="3" fill="currentColor"/>'
    spots = [
        (92, 118, 1.2),
        (150, 84, 0.9),
        (206, 108, 1.1),
        (178, 44, 0.75),
        (236, 52, 0.9),
        (118, 176, 0.8),
        (60, 168, 0.7),
    ]
    chance.shuffle(spots)
    flowers = "".join(f'<g transform="translate({x} {y}) scale({s})">{flower}</g>' for x, y, s in spots[:6])
    buds = "".join(_disc(x, y, 5, 0.6) for x, y in ((262, 88), (214, 26), (40, 204)))
    return (
        '<path d="M8 248Q64 196 92 136t86-74 92-44" stroke-width="5"/><path d="M84 150q44-6 70-60M126 104q60 30 140-12M60 194q40-4 66-20" '
        f'stroke-width="2.4"/>{flowers}{buds}'
    )


def reel(chance: Random) -> str:
    """A film reel and its strip: pictures under the open sky."""
    turn = chance.randint(0, 71)
    holes = "".join(f'<circle cx="0" cy="-44" r="17" transform="rotate({turn + n * 72})"/>' for n in range(5))
    frames = "".join(f'<path d="M{70 + n * 34} 204v36" opacity=".6"/>' for n in range(7))
    return (
        '<path d="M150 118 276 60v116z" fill="currentColor" stroke="none" opacity=".08"/>'
        f'<g transform="translate(112 112)"><circle r="82" stroke-width="2.4"/><circle r="74" opacity=".4"/>{holes}<circle r="9" fill="currentColor"/></g>'
        f'<path d="M112 194q20 10 60 10h108M112 202q0 38 60 38h108" />{frames}'
    )


def scroll(chance: Random) -> str:
    """A hand scroll unrolled on hills."""
    peak = chance.randint(70, 100)
    return (
        '<rect x="34" y="60" width="212" height="136" fill="currentColor" stroke="none" opacity=".08"/>'
        '<path d="M34 60h212M34 196h212"/><rect x="22" y="44" width="14" height="168" rx="7"/><rect x="244" y="44" width="14" height="168" rx="7"/>'
        f'<path d="M50 172q30-{peak} 58-8 20-{peak - 40} 42 4t80 8" stroke-width="2.2"/><path d="M58 184h150M84 178h84" opacity=".4"/>'
        + _disc(206, 92, 15, 0.3)
    )


def drum(chance: Random) -> str:
    """A drum and its sticks."""
    studs = "".join(_disc(60 + n * 20, 120 + abs(n - 4) * -3 + 12, 3, 0.7) for n in range(9))
    lift = chance.randint(-10, 10)
    return (
        '<ellipse cx="140" cy="112" rx="98" ry="34" fill="currentColor" stroke="none" opacity=".14"/><ellipse cx="140" cy="112" rx="98" ry="34" stroke-width="2.4"/>'
        '<path d="M42 112q-14 50 6 84 92 44 184 0 20-34 6-84" stroke-width="2.4"/><path d="M48 196q92 44 184 0" opacity=".5"/>'
        f'{studs}<path d="M92 98 {44 + lift} 22M188 98 {236 - lift} 22" stroke-width="5"/>'
        '<path d="M104 54q36-18 72 0M116 36q24-12 48 0" opacity=".4"/>'
    )


def pipa(chance: Random) -> str:
    """A pipa, its four strings and frets."""
    frets = "".join(f'<path d="M{128 - n} {104 + n * 15}h{24 + 2 * n}" opacity=".6"/>' for n in range(6))
    tilt = chance.choice((-16, -10, 12, 18))
    return (
        f'<g transform="rotate({tilt} 140 140)"><path d="M128 72q-2 34-28 74-40 76 40 88 80-12 40-88-26-40-28-74z" fill="currentColor" stroke="none" opacity=".14"/>'
        '<path d="M128 72q-2 34-28 74-40 76 40 88 80-12 40-88-26-40-28-74z" stroke-width="2.4"/>'
        '<path d="M128 72V28q0-14-14-16M152 72V28q0-6 6-10M128 28h24" stroke-width="2.4"/>'
        '<path d="M112 36h14M112 50h14M154 36h14M154 50h14" stroke-width="4"/>'
        f'<path d="M134 34v172M138 34v172M142 34v172M146 34v172" opacity=".5" stroke-width="1"/>{frets}<path d="M118 206h44" stroke-width="5"/></g>'
        '<path d="M18 96q16-14 0-30M34 104q26-24 0-52M262 96q-16-14 0-30M246 104q-26-24 0-52" opacity=".35"/>'
    )


OF_KIND: dict[str, tuple[Motif, ...]] = {
    "performance": (pipa, bridge, wave, lantern, puppet),
    "exhibition": (fan, plum, pagoda, scroll),
    "screening": (reel, puppet, ripple),
    "training": (brush, silk, reed, plum),
    "lecture": (scroll, pagoda, ripple, reed),
    "contest": (drum, boat, wave),
    "exchange": (boat, bridge, mulberry),
    "seminar": (scroll, ripple, brush),
    "other": (zongzi, lantern, mulberry, fan, boat),
}
