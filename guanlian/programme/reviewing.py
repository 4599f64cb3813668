"""A second person looks at an activity before the public does, where the hall or one above it asks for that."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import User
from guanlian.accounts.recording import NoReason
from guanlian.messaging.kinds import Between
from guanlian.messaging.telling import News, tell
from guanlian.network.halls import Hall
from guanlian.programme.activities import Activity, Status
from guanlian.programme.patterns import Review, ReviewRule


class Refused(Exception):
    """The step can't be taken; the message says why and what to do next."""


class OwnWork(Refused):
    """Who wrote or submitted it can't be the second person."""

    def __init__(self) -> None:
        super().__init__(_("这份是您起草或提交的，须由另一位有审核权限的人来看。"))


class NotSubmitted(Refused):
    """Nothing waits for a decision: it was decided or taken back meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("这份现在不在待审核：可能已发布，或已退回修改。"))


def rule_over(hall: Hall, on: date) -> ReviewRule | None:
    """The rule by which activities of `hall` are reviewed on the day `on`: its own, or that of a hall above."""
    rules = ReviewRule.objects.filter(since__lte=on).select_related("hall")
    if not rules.exists():
        return None
    above = Hall.objects.above(hall.pk, on).order_by().values("pk")
    own_first = rules.filter(Q(hall=hall) | Q(below=True, hall__in=above))
    return min(own_first, key=lambda rule: rule.hall_id != hall.pk, default=None)


def asks_first(hall_code: str, activity_code: str, on: date) -> bool:
    """Whether the activity may not become public yet: a rule is over its hall, and nobody has passed it."""
    if not ReviewRule.objects.exists():
        return False
    public = ~Q(status__in=[Status.DRAFT, Status.SUBMITTED]) | Q(reviews__passed=True)
    if activity_code and Activity.unscoped.filter(public, code=activity_code).exists():
        return False
    hall = Hall.objects.filter(code=hall_code).first()
    return hall is not None and rule_over(hall, on) is not None


@transaction.atomic
def opened(activity: Activity, by: User | None) -> Review:
    """The open review of a submitted activity; made, and its reviewers told, where there is none."""
    review, new = Review.objects.get_or_create(activity=activity, decided_at=None, defaults={"submitted_by": by})
    if new:
        words = {
            "title": activity.title, "hall": activity.hall.name, "when": Between(activity.starts_at, activity.ends_at),
        }  # fmt: skip
        about = f"/console/programme/{activity.code}/"
        tell(
            News(kind="activity.submitted", user=each, params=words, about=about)
            for each in answering_for(activity.hall, "activity.review", localdate(), besides=activity.recorded_by)
            if each != by
        )
    return review


def may_decide(activity: Activity, by: User, on: date) -> bool:
    """Whether `by` can be the second person for this activity."""
    return not _own(activity, by) and scope.may(by, "activity.review", activity.hall, on)


@transaction.atomic
def pass_review(*, activity: Activity, by: User, on: date) -> Review:
    """Find it fit to be published; `recording.publish` then shows it. Raises NotYours, OwnWork, NotSubmitted."""
    return _decide(activity, by, on, passed=True, why="")


@transaction.atomic
def send_back(*, activity: Activity, by: User, on: date, why: str) -> Review:
    """Return it to its author as a draft, with a reason. Raises NotYours, OwnWork, NotSubmitted, NoReason."""
    if not why.strip():
        raise NoReason
    review = _decide(activity, by, on, passed=False, why=why.strip()[:300])
    with pghistory.context(user=by.pk, why=_("退回：%s") % review.why):
        held = Activity.unscoped.select_for_update(of=("self",)).get(pk=activity.pk)
        held.move_to(Status.DRAFT)
        held.save(update_fields=["status"])
    _tell_author(review, "activity.returned", by)
    return review


def told_published(review: Review, by: User) -> None:
    """Tell the author that it is public."""
    _tell_author(review, "activity.published", by)


def _decide(activity: Activity, by: User, on: date, *, passed: bool, why: str) -> Review:
    scope.require(by, "activity.review", activity.hall, on)
    if _own(activity, by):
        raise OwnWork
    held = Activity.unscoped.select_for_update(of=("self",)).get(pk=activity.pk)
    if held.status != Status.SUBMITTED:
        raise NotSubmitted
    review = Review.objects.filter(activity=activity, decided_at=None).first() or Review(
        activity=activity, submitted_by=activity.recorded_by
    )
    review.decided_by, review.decided_at, review.passed, review.why = by, now(), passed, why
    review.save()
    return review


def _own(activity: Activity, by: User) -> bool:
    waiting = Review.objects.filter(activity=activity, decided_at=None).first()
    return by.pk in {activity.recorded_by_id, waiting.submitted_by_id if waiting else None}


def _tell_author(review: Review, kind: str, by: User) -> None:
    author = review.submitted_by or review.activity.recorded_by
    if author is None:
        return
    words = {"title": review.activity.title, "who": by.name or by.username, "why": review.why}
    tell([News(kind=kind, user=author, params=words, about=f"/console/programme/{review.activity.code}/")])


def set_rule(*, hall: Hall, by: User, on: date, since: date, below: bool) -> ReviewRule:
    """From `since` activities of `hall` (and of the halls below, where `below`) are reviewed. Raises NotYours."""
    scope.require(by, "activity.review", hall, on)
    with pghistory.context(user=by.pk):
        rule, _new = ReviewRule.objects.update_or_create(hall=hall, defaults={"since": since, "below": below})
    return rule


def lift_rule(*, hall: Hall, by: User, on: date) -> None:
    """Activities of `hall` are published directly again, unless a hall above asks for a review. Raises NotYours."""
    scope.require(by, "activity.review", hall, on)
    with pghistory.context(user=by.pk):
        ReviewRule.objects.filter(hall=hall).delete()
