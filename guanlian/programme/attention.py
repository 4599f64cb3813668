"""What of a hall's programme waits for somebody: each need as a narrowing of the activities one may see."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from guanlian.accounts.models import User
from guanlian.network.halls import HallQuerySet
from guanlian.programme.activities import ActivityQuerySet, Status
from guanlian.programme.admission import Policy, Registration
from guanlian.programme.admission import Status as Entry
from guanlian.programme.patterns import Review
from guanlian.programme.rules import rules
from guanlian.programme.sessions import Session

NEEDS = ("review", "decide", "confirm", "roll", "drafts")


def narrowed(found: ActivityQuerySet, need: str, *, by: User, reviewed: HallQuerySet) -> ActivityQuerySet:
    """Those of `found` with the need: a review that `by` may decide (at the halls `reviewed`), entries to decide, not
    yet confirmed as held, a roll to close, a draft left lying."""
    at = now()
    match need:
        case "review":
            own = Review.objects.filter(activity=OuterRef("pk"), decided_at=None, submitted_by=by)
            waiting = found.filter(status=Status.SUBMITTED, hall__in=reviewed.order_by().values("pk"))
            return waiting.exclude(recorded_by=by).filter(~Exists(own))
        case "decide":
            entered = Registration.unscoped.filter(admission__activity=OuterRef("pk"), status=Entry.ENTERED)
            public = found.filter(status=Status.SCHEDULED, admission__policy=Policy.REVIEWED)
            return public.filter(Exists(entered))
        case "confirm":
            return found.filter(status=Status.SCHEDULED, ends_at__lt=at)
        case "roll":
            came = Session.objects.filter(
                Q(attendances__isnull=False) | Q(headcounts__isnull=False),
                activity=OuterRef("pk"),
                roll_closed_at=None,
                called_off_at=None,
                ends_at__lt=at,
            )
            return found.filter(status__in=[Status.SCHEDULED, Status.HELD]).filter(Exists(came))
        case "drafts":
            old = at - timedelta(days=rules()["drafts"]["old_days"])
            return found.filter(status=Status.DRAFT, recorded_at__lt=old)
    return found


def needs(found: ActivityQuerySet, *, by: User, reviewed: HallQuerySet) -> dict[str, int]:
    """How many of `found` have each need; those without are left out."""
    counted = {need: narrowed(found, need, by=by, reviewed=reviewed).order_by().count() for need in NEEDS}
    return {need: number for need, number in counted.items() if number}


def with_entries(found: ActivityQuerySet) -> ActivityQuerySet:
    """The same activities with their admission, and how many wait, in the same statement."""
    queue = (
        Registration.unscoped.filter(admission__activity=OuterRef("pk"), status=Entry.WAITING)
        .order_by()
        .values("admission")
        .annotate(n=Count("pk"))
        .values("n")
    )
    waiting = Coalesce(Subquery(queue, output_field=IntegerField()), 0)
    return found.select_related("hall", "place", "venue", "admission").annotate(
        waiting=waiting, taken=Coalesce(F("admission__taken"), 0)
    )
