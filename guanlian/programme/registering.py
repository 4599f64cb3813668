"""Asking for places: by oneself on the site, or through staff at the desk or on the phone.

First come, first served: one insert takes the place, since the database counts what is taken. Lottery and review: an
entry, decided later. Whoever comes too late joins the waiting list. Sending the same request twice is one request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError

from guanlian.accounts import scope
from guanlian.accounts.models import Person, User
from guanlian.kernel import rows
from guanlian.programme import eligibility, entries, refusals
from guanlian.programme.admission import LIVE, Channel, Registration, Status
from guanlian.programme.eligibility import Asked

FULL = {"never_oversold", "reserve_kept"}
MOST_TOGETHER = 20  # people in one request


def register(
    *,
    activity: str,
    people: Sequence[Person],
    by: User,
    on: date,
    channel: str = Channel.ONLINE,
    key: str = "",
    answer: str = "",
    waiting: bool = False,
) -> list[Registration]:
    """Enter `people` together for the activity with that code: all of them or none.

    `waiting`: join the waiting list where no place is left. `key` names the request: the same key again gives back
    what the first one made. `on` is today, for the rights of staff. Raises Refused, and NotYours for staff elsewhere.
    """
    asked = eligibility.ask(activity, people)
    return _once(asked, people, by, on, channel, key, answer, waiting)


def register_own(
    *, activity: str, codes: Sequence[str], by: User, on: date, key: str = "", answer: str = "", waiting: bool = False
) -> list[Registration]:
    """The same on the site, for those of the account's own household with these codes: they are read in one look with
    what decides. Raises NotYourHousehold where a code is another's."""
    asked, people = eligibility.ask_own(activity, by, codes)
    if len(people) != len(set(codes)):
        raise refusals.NotYourHousehold
    return _once(asked, people, by, on, Channel.ONLINE, key, answer, waiting)


def _once(
    asked: Asked, people: Sequence[Person], by: User, on: date, channel: str, key: str, answer: str, waiting: bool
) -> list[Registration]:
    """Enter them; or what the same request made before, where it was sent twice."""
    try:
        return _enter(asked, people, by, on, channel, key, answer, waiting)
    except (refusals.Refused, IntegrityError):
        before = _sent_before(key, by)
        if before:
            return before
        raise


def _enter(
    asked: Asked, people: Sequence[Person], by: User, on: date, channel: str, key: str, answer: str, waiting: bool
) -> list[Registration]:
    _require_acting(asked, people, by, channel, on)
    if asked.entered:
        raise _already(asked, people)
    eligibility.require_open(asked, channel)
    eligibility.require_fit(asked, people)
    if asked.admission.question and not answer:
        raise refusals.AnswerNeeded(asked.admission.question)
    status = _status(asked, people, channel, waiting=waiting)
    try:
        return entries.write(asked, people, by=by, channel=channel, key=key, answer=answer, status=status)
    except IntegrityError as no:
        raise _rival(no, asked, people) from no


def _require_acting(asked: Asked, people: Sequence[Person], by: User, channel: str, on: date) -> None:
    if not people:
        raise refusals.NobodyChosen
    if len(people) > MOST_TOGETHER:
        raise refusals.GroupTooLarge(asked.admission.group_most)
    if channel == Channel.ONLINE:
        if any(person.keeper_id != by.pk or person.removed_at for person in people):
            raise refusals.NotYourHousehold
        return
    scope.require(by, "registration.act", asked.hall, on)


def _status(asked: Asked, people: Sequence[Person], channel: str, *, waiting: bool) -> Status:
    """What the entry becomes. Raises Full, Restricted."""
    admission = asked.admission
    online = channel == Channel.ONLINE
    barred = eligibility.restricted_until(people, asked.at) if asked.restricted and online else None
    left = admission.left_online if online else admission.left
    if barred is None and not eligibility.gives_at_once(asked):
        return Status.ENTERED
    if barred is None and left >= len(people):
        return Status.PLACED
    if waiting and admission.waiting_list:
        return Status.WAITING
    if barred is not None:
        raise refusals.Restricted(barred[0].name, barred[1], waiting=admission.waiting_list)
    raise refusals.Full(admission, people, left=left)


def _rival(no: IntegrityError, asked: Asked, people: Sequence[Person]) -> Exception:
    """What the database refused, since another request came first, as a refusal in words."""
    constraint = getattr(getattr(no.__cause__, "diag", None), "constraint_name", "")
    if constraint in FULL:
        return refusals.Full(asked.admission, people)
    if constraint == "entered_in_time":
        assert asked.admission.closes_at is not None
        return refusals.EntriesClosed(asked.admission.closes_at)
    if constraint == "one_live_entry_a_person":
        return _already(asked, people)
    return no


def _sent_before(key: str, by: User) -> list[Registration]:
    """What the request with this key made, if it was here before."""
    if not key:
        return []
    statement = 'SELECT r.admission_id, r."group" FROM programme_registration r WHERE r.request_key = %s'
    found = rows.read(statement, [entries.request_key(key, by, 0)])
    if not found:
        return []
    ((admission, group),) = found
    return list(Registration.unscoped.filter(admission=admission, group=group).order_by("pk"))


def _already(asked: Asked, people: Sequence[Person]) -> Exception:
    found = (
        Registration.unscoped.filter(admission=asked.admission, person__in=people, status__in=LIVE)
        .select_related("person")
        .first()
    )
    if found is None:  # released between the two looks
        return refusals.Full(asked.admission, people)
    return refusals.AlreadyEntered(found.person.name, found.code)
