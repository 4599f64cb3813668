"""Rehearsals that were held, noted by whoever acts for the troupe; and what the troupe says of itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from guanlian.accounts.models import User
from guanlian.community import leading, refusals
from guanlian.community.models import Rehearsal, Troupe
from guanlian.community.troupe_rules import rules
from guanlian.network.venues import Venue


@transaction.atomic
def note_rehearsal(
    *, troupe: str, held_on: date, attended: int, by: User, on: date, venue: Venue | None = None
) -> Rehearsal:
    """Note that the troupe rehearsed on a day, at `venue` where it was one of a hall's, and how many came.

    `on` is today. The same again changes nothing. Raises NoSuchTroupe, NotYourTroupe, WrongDay, NobodyCame,
    RecordedBefore.
    """
    found = leading.troupe_called(troupe, on)
    leading.require_lead(by, found, on)
    back = rules()["rehearsal"]["back_days"]
    if not max(found.founded_on, on - timedelta(days=back)) <= held_on <= on:
        raise refusals.WrongDay(back)
    if attended < 1:
        raise refusals.NobodyCame
    made = Rehearsal(troupe=found, hall=found.hall, held_on=held_on, attended=attended, venue=venue, recorded_by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as again:
        before = rehearsals_of(found).get(held_on=held_on)
        if (before.attended, before.venue_id) == (attended, venue.pk if venue else None):
            return before
        raise refusals.RecordedBefore(f"{held_on:%Y-%m-%d}") from again
    return made


@transaction.atomic
def correct_rehearsal(*, code: str, attended: int, by: User, on: date) -> Rehearsal:
    """Correct how many came. Raises NoSuchTroupe where there is none such, NotYourTroupe, NobodyCame."""
    rows = Rehearsal.objects.standing().everywhere(because="one rehearsal by its code; who may act is asked next")
    held = rows.select_for_update(of=("self",)).select_related("troupe__hall").filter(code=code).first()
    if held is None:
        raise refusals.NoSuchTroupe(code)
    leading.require_lead(by, held.troupe, on)
    if attended < 1:
        raise refusals.NobodyCame
    held.attended = attended
    held.save(update_fields=["attended"])
    return held


def rehearsals_of(troupe: Troupe) -> QuerySet[Rehearsal]:
    """The standing rehearsals of a troupe, the latest first."""
    rows = Rehearsal.objects.standing().everywhere(because="that a troupe rehearsed is public")
    return rows.filter(troupe=troupe).select_related("venue__hall").order_by("-held_on", "-pk")


@transaction.atomic
def describe(*, troupe: str, meets: str, introduction: str, recruiting: bool, by: User, on: date) -> Troupe:
    """Say when the troupe meets, what it is, and whether it takes new members. Raises NoSuchTroupe, NotYourTroupe."""
    found = leading.troupe_called(troupe, on, locked=True)
    leading.require_lead(by, found, on)
    found.meets, found.introduction, found.recruiting = meets.strip(), introduction.strip(), recruiting
    found.save(update_fields=["meets", "introduction", "recruiting"])
    return found
