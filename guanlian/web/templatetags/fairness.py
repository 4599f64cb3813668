"""A fingerprint as people can compare it: a seal of eight by eight, and its digits in groups."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SIDE = 8  # cells; one for each of the 64 hexadecimal digits


@register.simple_tag
def seal(fingerprint: str) -> SafeString:
    """The drawn seal of 64 hexadecimal digits: a cell is cut for each digit from 8 up. `draw.js` draws the same."""
    cut = "".join(
        f"M{2 + n % SIDE} {2 + n // SIDE}h1v1h-1z" for n, digit in enumerate(fingerprint) if int(digit, 16) >= SIDE
    )
    return mark_safe(
        '<svg class="draw-seal" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="1"/>'
        f'<path d="{cut}"/></svg>'
    )


@register.filter
def in_groups(text: str) -> list[str]:
    """The digits in groups of eight."""
    return [text[at : at + 8] for at in range(0, len(text), 8)]
