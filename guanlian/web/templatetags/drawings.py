"""Line drawings of empty and refused states: few lines, in the colour of the text."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_RIPPLE = '<path d="M14 92q14-7 28 0t28 0 28 0 28 0M40 102q11-5 22 0t22 0 22 0" opacity=".5"/>'
DRAWINGS = {
    "boat": f'<path d="M34 74q46 16 92 0l-9 13H45z"/><path d="M58 78V62q22-18 44 0v16M58 62h44"/>'
    f'<path d="M112 80 136 46"/>{_RIPPLE}',
    "bridge": '<path d="M12 82Q80 6 148 82"/><path d="M48 82Q80 34 112 82"/><path d="M4 82h152"/>'
    '<path d="M24 92q10-5 20 0t20 0 20 0 20 0 20 0M50 101q10-5 20 0t20 0 20 0" opacity=".5"/>',
    "gate": '<path d="M36 96V44M124 96V44M24 44h112M30 36q50-22 100 0l6 8H24zM58 96V52M102 96V52M80 52v44"/>'
    '<path d="M73 72h2M85 72h2" stroke-width="4"/><path d="M16 96h128" opacity=".5"/>',
    "lantern": '<path d="M80 12v12M68 24h24M68 84h24M80 84v16M74 100h12"/><ellipse cx="80" cy="54" rx="36" ry="30"/>'
    '<path d="M80 24v60M66 26q-16 28 0 56M94 26q16 28 0 56" opacity=".5"/>',
    "book": '<path d="M80 34Q56 20 28 28v58q28-8 52 6 24-14 52-6V28q-28-8-52 6z"/><path d="M80 34v58"/>'
    '<path d="M40 44q14-3 28 2M40 58q14-3 28 2M92 46q14-5 28-2M92 60q14-5 28-2" opacity=".5"/>',
    "seat": '<path d="M30 84V40q0-8 8-8h20q8 0 8 8v44M94 84V40q0-8 8-8h20q8 0 8 8v44"/>'
    '<path d="M24 62h48v22H24zM88 62h48v22H88z"/><path d="M14 96h132" opacity=".5"/>',
}


@register.simple_tag
def drawing(name: str = "boat") -> SafeString:
    """The drawing of that name (boat, bridge, gate, lantern, book, seat), 160 by 110; the boat if unknown."""
    paths = DRAWINGS.get(name, DRAWINGS["boat"])
    return mark_safe(
        '<svg viewBox="0 0 160 110" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )
