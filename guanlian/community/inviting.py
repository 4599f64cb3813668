"""Who serves in a shift: invited by the hall or asking themselves, confirmed, let go. The shift's row is the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, now

from guanlian.accounts import scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import User
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.shifting import RIGHT, locked, words_of
from guanlian.community.shifts import OPEN, Service, Shift, Stands
from guanlian.community.volunteers import Volunteer
from guanlian.messaging.telling import News, tell

MINE = "/me/volunteering/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer who could serve, and why they may not be invited now (empty: they may)."""

    volunteer: Volunteer
    last_served: date | None
    reachable: bool
    objection: str


def matching(shift: Shift) -> QuerySet[Volunteer]:
    """Volunteers of the hall on the shift's day whose skills and availability fit and who are not in it yet.

    Those who served least recently come first. Who named no availability fits every time; a shift that names no skill
    fits everybody.
    """
    day = localdate(shift.starts_at)
    there = Service.unscoped.filter(shift=shift, volunteer=OuterRef("pk")).exclude(
        status__in=[Stands.DECLINED, Stands.CANCELLED]
    )
    found = Volunteer.objects.on(day).within([shift.hall_id]).exclude(Exists(there))
    if shift.skills:
        found = found.filter(skills__overlap=shift.skills)
    found = found.filter(Q(availability=[]) | Q(availability__contains=[str(shift.part)]))
    served = Max("services__came_to", filter=Q(services__status=Stands.CAME))
    return found.annotate(last_served=served).order_by(F("last_served").asc(nulls_first=True), "pk")


def candidates(shift: Shift, most: int) -> list[Candidate]:
    """The first `most` that match, each with what stands against inviting them."""
    found = list(matching(shift).select_related("person")[:most])
    busy = set(Service.unscoped.filter(_taken_at(shift), volunteer__in=found).values_list("volunteer_id", flat=True))
    return [
        Candidate(
            each,
            # `last_served` is annotated by `matching`, which the types can't know.
            localdate(each.last_served) if each.last_served else None,  # type: ignore[attr-defined]
            each.person is not None,
            str(refusals.Overlaps(each.name)) if each.pk in busy else _objection(each, shift),
        )
        for each in found
    ]


@transaction.atomic
def invite(*, shift: str, volunteers: Sequence[str], by: User, on: date) -> list[Service]:
    """Ask those with the codes whether they come; who has no account is confirmed by the hall by telephone.

    Where any of them can't serve nobody is invited: raises NotYours, NoSuchShift, NoSuchVolunteer, ShiftOver,
    NotInsured, TooYoung, NotAVolunteer.
    """
    found = locked(shift)
    scope.require(by, RIGHT, found.hall, on)
    _still_open(found)
    people = list(Volunteer.objects.standing().within([found.hall_id]).filter(code__in=volunteers))
    if len(people) != len(set(volunteers)):
        raise refusals.NoSuchVolunteer(",".join(volunteers))
    for each in people:
        _check(each, found)
    made = [_enter(found, each, Stands.INVITED, by) for each in people]
    _tell(found, "shift.invited", made)
    return made


@transaction.atomic
def ask(*, shift: str, person: str, by: User) -> Service:
    """A volunteer (the code of a person of the account's household) offers to serve in the shift. Asking twice is once.

    Raises NoSuchShift, ShiftOver, ShiftFull, NotAVolunteer, NotInsured, TooYoung.
    """
    found = locked(shift)
    if found.activity.status != "scheduled" or found.activity.withdrawn_at is not None:
        raise refusals.NoSuchShift(shift)
    _still_open(found)
    mine = Volunteer.objects.on(localdate(found.starts_at)).of(by).filter(person__code=person, hall=found.hall)
    volunteer = mine.select_related("person").first()
    if volunteer is None:
        raise refusals.NotAVolunteer(by.name)
    known = Service.unscoped.filter(shift=found, volunteer=volunteer, status__in=OPEN).first()
    if known is not None:
        return known
    if found.left == 0:
        raise refusals.ShiftFull
    _check(volunteer, found)
    made = _enter(found, volunteer, Stands.ASKED, by)
    tell(
        News(
            kind="shift.asked",
            user=each,
            params=words_of(found, made),
            about=f"/console/volunteers/shifts/{found.code}/",
        )
        for each in answering_for(found.hall, RIGHT, localdate())
    )
    return made


@transaction.atomic
def confirm(*, code: str, by: User, on: date) -> Service:
    """Settle that the volunteer serves: an invitation by who was invited (or, told by telephone, by the hall), an offer
    by the hall. Raises NotYours, NotOpen, ShiftOver, ShiftFull, Overlaps, NotInsured, TooYoung."""
    shift, held = both(code)
    own = _is_own(held, by)
    if not (own and held.status == Stands.INVITED):
        scope.require(by, RIGHT, shift.hall, on)
    if held.status not in {Stands.INVITED, Stands.ASKED}:
        raise refusals.NotOpen
    _still_open(shift)
    if shift.left == 0:
        raise refusals.ShiftFull
    _check(held.volunteer, shift)
    was_asked = held.status == Stands.ASKED
    held.move_to(Stands.CONFIRMED)
    held.answered_at, held.acted_by, held.why = now(), by, ""
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as twice:
        raise refusals.Overlaps(held.volunteer.name) from twice
    if was_asked:
        _tell(shift, "shift.confirmed", [held])
    return held


@transaction.atomic
def decline(*, code: str, by: User, on: date, why: str = "") -> Service:
    """Say no: to an invitation by who was invited, without a reason; to an offer by the hall, with one.

    Raises NotYours, NotOpen, NoReason.
    """
    shift, held = both(code)
    own = _is_own(held, by)
    if held.status not in {Stands.INVITED, Stands.ASKED}:
        raise refusals.NotOpen
    if not own:
        scope.require(by, RIGHT, shift.hall, on)
        if held.status == Stands.ASKED and not why.strip():
            raise refusals.NoReason
    told = held.status == Stands.ASKED and not own
    held.move_to(Stands.DECLINED)
    held.answered_at, held.acted_by, held.why = now(), by, why.strip()[:200]
    held.save()
    if told:
        _tell(shift, "shift.declined", [held])
    return held


@transaction.atomic
def release(*, code: str, by: User, on: date, why: str = "") -> Service:
    """Give a confirmed place back before the shift begins; the hall is told.

    Where the hall does it, it says why and the volunteer is told. Raises NotYours, NotOpen, ShiftOver, NoReason.
    """
    shift, held = both(code)
    own = _is_own(held, by)
    if not own:
        scope.require(by, RIGHT, shift.hall, on)
        if not why.strip():
            raise refusals.NoReason
    if held.status != Stands.CONFIRMED:
        raise refusals.NotOpen
    _still_open(shift)
    held.move_to(Stands.CANCELLED)
    held.answered_at, held.acted_by, held.why = now(), by, why.strip()[:200]
    held.save()
    if not own:
        _tell(shift, "shift.let_go", [held])
        return held
    words, about = words_of(shift, held), f"/console/volunteers/shifts/{shift.code}/"
    tell(
        News(kind="shift.released", user=each, params=words, about=about)
        for each in answering_for(shift.hall, RIGHT, localdate())
    )
    return held


def _objection(volunteer: Volunteer, shift: Shift) -> str:
    try:
        _check(volunteer, shift)
    except refusals.Refused as why:
        return str(why)
    return ""


def _check(volunteer: Volunteer, shift: Shift) -> None:
    first, last = localdate(shift.starts_at), localdate(shift.ends_at)
    if volunteer.withdrawn_at is not None or first not in volunteer.period:
        raise refusals.NotAVolunteer(volunteer.name)
    if shift.needs_insurance and (volunteer.insured_until is None or volunteer.insured_until < last):
        raise refusals.NotInsured(volunteer.name, volunteer.insured_until)
    age = volunteer.person.age_on(first) if volunteer.person else None
    if shift.min_age and age is not None and age < shift.min_age:
        raise refusals.TooYoung(volunteer.name, shift.min_age)


def _enter(shift: Shift, volunteer: Volunteer, status: Stands, by: User) -> Service:
    held = Service.unscoped.filter(shift=shift, volunteer=volunteer).first()
    if held is None:
        held = Service(shift=shift, volunteer=volunteer, status=status)
    elif held.status in OPEN:
        return held
    else:
        held.move_to(status)
    held.acted_by, held.answered_at, held.why = by, None, ""
    held.save()
    return held


def both(code: str) -> tuple[Shift, Service]:
    """The service and its shift, the shift locked first: the order in which everybody takes them."""
    known = Service.unscoped.filter(code=code).values_list("shift__code", flat=True).first()
    if known is None:
        raise refusals.NoSuchShift(code)
    shift = locked(known)
    found = Service.unscoped.select_for_update(of=("self",)).select_related("volunteer__person__keeper")
    return shift, found.get(code=code)


def _is_own(held: Service, by: User) -> bool:
    return held.volunteer.person is not None and held.volunteer.person.keeper_id == by.pk


def _still_open(shift: Shift, at: datetime | None = None) -> None:
    if shift.called_off_at is not None or shift.starts_at <= (at or now()):
        raise refusals.ShiftOver


def _taken_at(shift: Shift) -> Q:
    during = Q(shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at)
    return during & Q(status__in=[Stands.CONFIRMED, Stands.CAME]) & ~Q(shift=shift)


def _tell(shift: Shift, kind: str, services: Sequence[Service]) -> None:
    tell(
        News(kind=kind, person=each.volunteer.person, params=words_of(shift, each) | {"why": each.why}, about=MINE)
        for each in services
        if each.volunteer.person is not None
    )
