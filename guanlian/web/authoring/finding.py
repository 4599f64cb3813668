"""What every page of the programme asks first: which activity, and what may be done with it by who is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.recording import ChangedMeanwhile, NoReason, RecordRefused
from guanlian.holds.holding import ResourceTaken
from guanlian.network.models import Hall, Venue
from guanlian.programme import admitting, lessons, reviewing
from guanlian.programme.models import Activity
from guanlian.web.console.access import reach

# What a use case of the programme may refuse; the message says why and what to do next.
REFUSALS = (
    RecordRefused,
    NoReason,
    ChangedMeanwhile,
    ResourceTaken,
    reviewing.Refused,
    lessons.Refused,
    admitting.Refused,
)


def find(request: HttpRequest, code: str) -> Activity:
    """The standing activity with that code, if the person may see its hall; else 404."""
    found = Activity.objects.standing().within(reach(request).order_by().values("pk")).filter(code=code)
    activity = found.select_related("hall", "place", "venue", "brand", "recorded_by", "admission").first()
    if activity is None:
        raise Http404
    return activity


def require_edit(request: HttpRequest, activity: Activity) -> None:
    """Refuse a form to who may not change the hall's activities. Raises NotYours."""
    scope.require(request.user, "register.edit", activity.hall, localdate())


def may_edit(request: HttpRequest, hall: Hall) -> bool:
    """Whether the person may change the hall's activities."""
    return scope.may(request.user, "register.edit", hall, localdate())


def venues_of(hall: Hall) -> list[Venue]:
    """The venues of a hall, by name."""
    return list(Venue.objects.standing().within([hall.pk]).order_by("name"))


@dataclass
class Outcome:
    """What became of a step: `refusal` in words, or empty; `status` for the answer."""

    refusal: str = ""
    field: str = ""
    status: int = 200


@contextmanager
def refused_in_words(outcome: Outcome) -> Iterator[None]:
    """Run a use case; what it refuses lands in `outcome`."""
    try:
        yield
    except REFUSALS as refusal:
        outcome.refusal, outcome.field = str(refusal), getattr(refusal, "field", "")
        outcome.status = 409 if isinstance(refusal, ResourceTaken | ChangedMeanwhile) else 422


def step(request: HttpRequest, use_case: Callable[[], Any], done: str) -> bool:
    """Run a one-press step; say what became of it in a message."""
    outcome = Outcome()
    with refused_in_words(outcome):
        use_case()
    if outcome.refusal:
        messages.error(request, outcome.refusal)
        return False
    messages.success(request, done)
    return True


def crumbs(activity: Activity | None = None) -> list[tuple[str, str]]:
    """The way to a page of the programme, or of one activity."""
    way = [(_("活动安排"), reverse("console:programme"))]
    return way + ([(activity.title, reverse("console:activity", args=[activity.code]))] if activity else [])
