"""The declared rules of booking: rules.toml, and the rule of a venue that has none of its own."""

from __future__ import annotations

import tomllib
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from guanlian.booking.models import VenueRule
from guanlian.network.venues import Venue

FILE = Path(__file__).with_name("rules.toml")


@cache
def rules() -> dict[str, Any]:
    """rules.toml, by table."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def rule_of(venue: Venue, default: VenueRule | None = None) -> VenueRule:
    """The venue's own rule, else the defaults (not saved). No statement where `venue` was read with its rule.

    `default`: one made before, to be read alone, where many venues have none of their own.
    """
    try:
        return venue.rule
    except ObjectDoesNotExist:
        return default or VenueRule(venue=venue)


def slot_times(rule: VenueRule) -> list[tuple[time, time]]:
    """The rule's slots as times of day, in order."""
    pairs = (slot.split("-") for slot in rule.slots)
    return sorted((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in pairs)
