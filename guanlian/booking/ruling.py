"""Setting how a venue is booked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.db import transaction

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.booking.models import VenueRule
from guanlian.booking.rules import rule_of
from guanlian.network.models import Venue


@transaction.atomic
def set_rule(*, venue: Venue, values: dict[str, Any], by: User, on: date) -> VenueRule:
    """Make `values` (by field) the venue's rule; what is booked already stays as it is. Raises NotYours."""
    scope.require(by, "booking.rules", venue.hall, on)
    with pghistory.context(user=by.pk):
        rule = VenueRule.objects.select_for_update().filter(venue=venue).first() or rule_of(venue)
        for name, value in values.items():
            setattr(rule, name, value)
        rule.save()
    return rule
