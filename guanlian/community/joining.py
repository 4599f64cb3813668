"""Joining a troupe: ask for oneself or one's household, take it back; the leader accepts or declines; time ends it.

Whoever asks locks the troupe's row, whoever decides the request's and then the troupe's: of two who ask twice, or
decide on the same request, one comes after the other.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from guanlian.accounts import households, looking_up, scope
from guanlian.accounts.models import Person, User
from guanlian.accounts.people import CONSENT_UNTIL
from guanlian.community import leading, refusals
from guanlian.community.models import Joining, JoiningStatus, Troupe, TroupeMember
from guanlian.community.telling import tell_leaders, tell_person
from guanlian.community.troupe_rules import rules
from guanlian.kernel.clock import moment

AT_ONCE = 200


@transaction.atomic
def ask(*, troupe: str, person: str, by: User, on: date, message: str = "", guardian: str = "") -> Joining:
    """Ask to join the troupe with that code, for a member of one's own household (their code).

    `guardian`: who consents for a child below the age of consent (Personal Information Protection Law art. 31). Asking
    again while a request waits changes nothing. Raises NoSuchTroupe, Refused.
    """
    found = leading.troupe_called(troupe, on, locked=True)
    who = next(iter(households.members(user=by, codes=[person])), None)
    if who is None:
        raise refusals.NotYourHousehold
    return _ask(found, who, by, on, message, guardian)


@transaction.atomic
def ask_at_desk(*, troupe: str, person: Person, by: User, on: date, message: str = "") -> Joining:
    """The same by staff of the troupe's hall, for somebody who came or rang, with an account or without one.

    Whom `by` may see is the caller's to know (`looking_up.in_view`); a child's guardian is the one on record. Raises
    NoSuchTroupe, NotYours, Refused.
    """
    found = leading.troupe_called(troupe, on, locked=True)
    scope.require(by, looking_up.RIGHT, found.hall, on)
    return _ask(found, person, by, on, message, person.consent_by)


def _ask(found: Troupe, who: Person, by: User, on: date, message: str, guardian: str) -> Joining:
    requests = Joining.objects.everywhere(because="of the person who asks, found by whoever acts for them")
    waiting = requests.filter(troupe=found, person=who, status=JoiningStatus.ASKED).first()
    if waiting is not None:
        return waiting
    _require_may_ask(found, who, on, guardian)
    made = Joining(troupe=found, person=who, message=message.strip()[:200], asked_by=by, asked_at=moment())
    made.consent_by = guardian.strip()[:60] if households.needs_consent(who.born_on, on) else ""
    made.save()
    tell_leaders("asked", found, on, key=made.code, days=rules()["joining"]["lapse_days"])
    return made


def _require_may_ask(troupe: Troupe, who: Person, on: date, guardian: str) -> None:
    if membership_of(who, troupe, on) is not None:
        raise refusals.AlreadyMember(who.name, troupe.name)
    if not troupe.recruiting:
        raise refusals.NotRecruiting(troupe.name)
    if not who.name:
        raise refusals.NameMissing
    if households.needs_consent(who.born_on, on) and not guardian.strip():
        raise refusals.ConsentMissing(who.name, CONSENT_UNTIL)


def membership_of(person: Person, troupe: Troupe, on: date) -> TroupeMember | None:
    """The person's membership that runs on the day `on`, or begins later."""
    return leading.memberships([person], on).filter(troupe=troupe).first()


@transaction.atomic
def accept(*, code: str, by: User, on: date, as_member: str = "") -> TroupeMember:
    """Take the person into the troupe from `on`, and tell them.

    `as_member`: the code of a member whom the roll knows by name alone, where that is the same person; their membership
    then goes on. Raises NoSuchRequest, NotYourTroupe, Refused.
    """
    request = _held(code, by, on)
    if membership_of(request.person, request.troupe, on) is not None:
        raise refusals.AlreadyMember(request.person.name, request.troupe.name)
    member = _on_the_roll(request, as_member, on) if as_member else TroupeMember(period=DateRange(on, None))
    member.troupe, member.hall, member.recorded_by = request.troupe, request.troupe.hall, member.recorded_by or by
    member.person, member.name = request.person, request.person.name
    member.save()
    _decide(request, JoiningStatus.ACCEPTED, by, member=member)
    tell_person("accepted", request, about="/me/troupes/", meets=_meets(request.troupe))
    return member


def _on_the_roll(request: Joining, code: str, on: date) -> TroupeMember:
    rows = leading.members_of(request.troupe, on).select_for_update(of=("self",))
    found = rows.filter(code=code, person=None).first()
    if found is None:
        raise refusals.NotOnTheRoll
    return found


def _meets(troupe: Troupe) -> str:
    """When the troupe meets, as the beginning of a sentence."""
    return f"{troupe.meets}，" if troupe.meets else ""


@transaction.atomic
def decline(*, code: str, by: User, on: date, why: str = "") -> Joining:
    """Answer that it can't be this time; `why`, where given, is what the person reads. Raises as `accept`."""
    request = _held(code, by, on)
    _decide(request, JoiningStatus.DECLINED, by, why=why)
    tell_person("declined", request, about="/troupes/match/", why=f"{request.why}。" if request.why else "")
    return request


@transaction.atomic
def withdraw(*, code: str, by: User, on: date) -> Joining:
    """Take one's own request back. Twice is once. Raises NoSuchRequest, Decided."""
    request = _locked(code)
    if request.person.keeper_id != by.pk:
        raise refusals.NoSuchRequest(code)
    if request.status == JoiningStatus.WITHDRAWN:
        return request
    _require_waiting(request)
    _decide(request, JoiningStatus.WITHDRAWN, by)
    tell_leaders("taken_back", request.troupe, on, key=request.code)
    return request


@transaction.atomic
def remind_to_answer(*, at: datetime) -> int:
    """Remind once of each request that ends soon if nobody answers. Returns how many wait so; for the worker."""
    ends, warned = (timedelta(days=rules()["joining"][name]) for name in ("lapse_days", "warn_days"))
    asked = Joining.objects.everywhere(because="the clock runs at every hall").filter(status=JoiningStatus.ASKED)
    soon = asked.filter(asked_at__gte=at - ends, asked_at__lt=at - ends + warned).select_related("troupe__hall")
    rows = list(soon.order_by("asked_at", "pk"))
    for request in rows:
        tell_leaders("waits", request.troupe, localdate(at), key=request.code, until=request.asked_at + ends)
    return len(rows)


@transaction.atomic
def lapse_unanswered(*, at: datetime) -> int:
    """End the requests that nobody answered in the declared days, and tell both sides. For the worker."""
    days = rules()["joining"]["lapse_days"]
    late = Joining.objects.everywhere(because="the clock runs at every hall").filter(
        status=JoiningStatus.ASKED, asked_at__lt=at - timedelta(days=days)
    )
    late = late.select_related("troupe__hall", "person__keeper").order_by("asked_at", "pk")
    rows = list(late.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for request in rows:
        _decide(request, JoiningStatus.LAPSED, None)
        tell_person("lapsed", request, days=days)
        tell_leaders("let_lapse", request.troupe, localdate(at), key=request.code, days=days)
    return len(rows)


def requests_to_decide(user: User, on: date) -> int:
    """How many requests wait for the account as a leader."""
    led = leading.led_by(user, on).order_by().values("pk")
    rows = Joining.objects.everywhere(because="of the troupes that the account leads")
    return rows.filter(troupe__in=led, status=JoiningStatus.ASKED).count()


def _held(code: str, by: User, on: date) -> Joining:
    """The waiting request, locked, for whoever decides at its troupe."""
    request = _locked(code)
    leading.require_lead(by, request.troupe, on)
    leading.troupe_called(request.troupe.code, on, locked=True)
    _require_waiting(request)
    return request


def _locked(code: str) -> Joining:
    rows = Joining.objects.everywhere(because="one request by its code; who may act on it is asked next")
    found = rows.select_for_update(of=("self",)).select_related("troupe__hall", "person__keeper").filter(code=code)
    request = found.first()
    if request is None:
        raise refusals.NoSuchRequest(code)
    return request


def _require_waiting(request: Joining) -> None:
    if request.status != JoiningStatus.ASKED:
        raise refusals.Decided(str(JoiningStatus(request.status).label))


def _decide(
    request: Joining, status: JoiningStatus, by: User | None, *, why: str = "", member: TroupeMember | None = None
) -> None:
    request.move_to(status)
    request.decided_by, request.decided_at = by, moment()
    request.why, request.member = why.strip().rstrip("。.")[:200], member
    request.save(update_fields=["status", "decided_by", "decided_at", "why", "member"])
