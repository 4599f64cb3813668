"""From draft to public: directly, or by way of a second person where the hall asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import scope
from guanlian.accounts.models import User
from guanlian.programme import recording, reviewing
from guanlian.programme.activities import Activity, Status
from guanlian.programme.reviewing import Refused


class Begun(Refused):
    """What has begun is not announced any more."""

    def __init__(self, title: str) -> None:
        super().__init__(_("“%s”的开始时间已过，不能再发布。请改时间，或直接确认已举办。") % title)


@transaction.atomic
def publish(*, activity: Activity, by: User, on: date) -> Activity:
    """Show it to the public; where a review comes first, submit it instead (the status says which).

    Raises NotYours, Begun, RecordRefused, and DateTaken where a venue is in use.
    """
    scope.require(by, "register.edit", activity.hall, on)
    if activity.ends_at <= now():
        raise Begun(activity.title)
    if reviewing.asks_first(activity.hall.code, activity.code, on):
        return submit(activity=activity, by=by, on=on)
    return recording.publish(activity=activity, by=by)


@transaction.atomic
def submit(*, activity: Activity, by: User, on: date) -> Activity:
    """Ask a second person to look at it. Submitting twice is submitting once."""
    scope.require(by, "register.edit", activity.hall, on)
    reviewing.opened(activity, by)
    return recording.correct(activity=activity, values={"status": Status.SUBMITTED}, by=by, why=_("提交审核"))


@transaction.atomic
def approve(*, activity: Activity, by: User, on: date) -> Activity:
    """Find it fit and show it to the public; its author is told. Raises also OwnWork, NotSubmitted."""
    if activity.ends_at <= now():
        raise Begun(activity.title)
    review = reviewing.pass_review(activity=activity, by=by, on=on)
    shown = recording.publish(activity=activity, by=by)
    reviewing.told_published(review, by)
    return shown


@transaction.atomic
def publish_all(*, activities: Sequence[Activity], by: User, on: date) -> list[Activity]:
    """All of them, or none where one is refused."""
    return [publish(activity=each, by=by, on=on) for each in activities]


@transaction.atomic
def bring_back(*, activity: Activity, by: User, on: date) -> Activity:
    """Hold after all what was called off: those who had places are invited back. Raises NotYours, Begun, DateTaken."""
    scope.require(by, "register.edit", activity.hall, on)
    if activity.starts_at <= now():
        raise Begun(activity.title)
    return recording.publish(activity=activity, by=by)
