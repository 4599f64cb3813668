"""What booking keeps about people: their reservations; and which of them are still ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from guanlian.accounts import ahead, forgetting
from guanlian.accounts.models import Person, User
from guanlian.accounts.own_data import Part, moment, register
from guanlian.booking import cancelling
from guanlian.booking.models import Reservation, Series, Status

AHEAD = (Status.REQUESTED, Status.CONFIRMED)


def awaiting(people: Sequence[Person]) -> QuerySet[Reservation]:
    """Reservations of `people` that hold a venue and are not over."""
    found = Reservation.unscoped.filter(person__in=people, status__in=AHEAD, period__endswith__gt=Now())
    return found.select_related("venue__hall", "person").order_by("period", "pk")


def _things(people: Sequence[Person]) -> list[ahead.Thing]:
    return [
        ahead.Thing(
            _("%(when)s %(venue)s（%(hall)s）：%(state)s")
            % {
                "when": localtime(each.period.lower).strftime("%Y-%m-%d %H:%M"),
                "venue": each.venue.name,
                "hall": each.venue.hall.name,
                "state": each.get_status_display(),
            },
            each.get_absolute_url(),
        )
        for each in awaiting(people)
    ]


@transaction.atomic
def _release(people: Sequence[Person], by: User, on: date) -> None:
    """Give the venues free. The person leaves: no rule about late cancelling keeps them."""
    ids = list(awaiting(people).values_list("pk", flat=True))
    held = cancelling.rows_with_all().select_for_update(of=("self",)).filter(pk__in=ids, status__in=AHEAD)
    cancelling.end(held, Status.CANCELLED, why="", by=by)


def _used_since(at: datetime) -> QuerySet:
    """Who asked for, or had, a venue since the moment."""
    recent = Q(made_at__gte=at) | Q(period__endswith__gte=at)
    return Reservation.unscoped.filter(recent, person__isnull=False).order_by().values("person")


def _forget_words(people: list[Person]) -> None:
    """What a venue was wanted for, in the person's words."""
    Reservation.unscoped.filter(person__in=people).update(purpose="")


def _export(user: User) -> dict[str, Any]:
    mine = Reservation.unscoped.filter(person__keeper=user).select_related("venue__hall", "person", "troupe")
    return {
        "reservations": [
            {
                "code": each.code,
                "person": each.person.code if each.person else None,
                "venue": each.venue.name,
                "hall": each.venue.hall.name,
                "from": moment(each.period.lower),
                "until": moment(each.period.upper),
                "status": each.status,
                "purpose": each.purpose,
                "people": each.people,
                "troupe": each.troupe.name if each.troupe else None,
                "made_at": moment(each.made_at),
            }
            for each in mine.order_by("made_at", "pk")
        ],
        "series": list(Series.objects.filter(person__keeper=user).order_by("pk").values_list("code", flat=True)),
    }


ahead.register(ahead.Room("booking", _things, _release, _used_since))
forgetting.also(_forget_words)
register(Part("booking", _export))
