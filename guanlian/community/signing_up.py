"""Becoming a volunteer of a hall, being insured, and leaving again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pghistory
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import now
from django.utils.translation import gettext as _

from guanlian.accounts import looking_up, members, scope
from guanlian.accounts.answering import answering_for
from guanlian.accounts.models import Person, User
from guanlian.community import volunteer_refusals as refusals
from guanlian.community.rules import rules
from guanlian.community.shifts import Service, Stands
from guanlian.community.volunteers import Asked, SignUp, Volunteer
from guanlian.messaging.telling import News, tell
from guanlian.network.models import Hall

RIGHT = "volunteer.manage"
MINE = "/me/volunteering/"


@transaction.atomic
def sign_up(
    *,
    person: str,
    hall: Hall,
    by: User,
    on: date,
    skills: Sequence[str] = (),
    availability: Sequence[str] = (),
    message: str = "",
    born_on: date | None = None,
    guardian: str = "",
) -> SignUp:
    """Ask the hall to take the person with that code, of the account's household, as a volunteer.

    `born_on` is kept where it was not known; `guardian`: who consents for a minor (rules.toml, consent_until). `on` is
    today (Asia/Shanghai). Raises NoSuchMember, Refused, and what `members.change_member` refuses about a birthday.
    """
    found = members.member_called(user=by, code=person)
    if found.born_on is None and born_on is not None:
        found = members.change_member(
            user=by, code=person, name=found.name, on=on, born_on=born_on, lives_at=found.lives_at, guardian=guardian
        )
    return _ask(found, hall, by, on, skills, availability, message, guardian)


@transaction.atomic
def sign_up_at_desk(
    *,
    person: Person,
    hall: Hall,
    by: User,
    on: date,
    skills: Sequence[str] = (),
    availability: Sequence[str] = (),
    message: str = "",
    born_on: date | None = None,
    guardian: str = "",
) -> SignUp:
    """The same by staff of the hall, for somebody who came or rang, with an account or without one.

    Whom `by` may see is the caller's to know (`looking_up.in_view`). `born_on` is kept where it was not known. Of a
    minor the guardian consents to this very thing: a consent on record is for other things. Raises NotYours, Refused,
    and what `looking_up.change_guest` and `members.change_member` refuse about a birthday.
    """
    scope.require(by, looking_up.RIGHT, hall, on)
    if person.born_on is None and born_on is not None:
        person = _born(person, by, on, born_on, guardian)
    return _ask(person, hall, by, on, skills, availability, message, guardian)


def _born(person: Person, by: User, on: date, born_on: date, guardian: str) -> Person:
    if person.keeper is None:
        return looking_up.change_guest(
            code=person.code, by=by, on=on, name=person.name, phone=person.phone, born_on=born_on,
            lives_at=person.lives_at, guardian=guardian,
        )  # fmt: skip
    return members.change_member(
        user=person.keeper, code=person.code, name=person.name, on=on, born_on=born_on, lives_at=person.lives_at,
        guardian=guardian,
    )  # fmt: skip


def _ask(
    found: Person,
    hall: Hall,
    by: User,
    on: date,
    skills: Sequence[str],
    availability: Sequence[str],
    message: str,
    guardian: str,
) -> SignUp:
    minor = _needs_guardian(found, on)
    if minor and not guardian.strip():
        raise refusals.GuardianMissing(_called(found))
    if Volunteer.objects.on(on).within([hall.pk]).filter(person=found).exists():
        raise refusals.AlreadyVolunteer(hall.name)
    made = SignUp(
        hall=hall, person=found, skills=list(skills), availability=list(availability), message=message.strip()[:200]
    )
    made.minor, made.made_by = minor, by
    if minor:
        made.consent_by, made.consent_at = guardian.strip()[:60], now()
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise refusals.AlreadyAsked(hall.name) from twice
    tell(
        News(kind="volunteer.asked", user=each, params={"hall": hall.name}, about="/console/volunteers/")
        for each in answering_for(hall, RIGHT, on)
    )
    return made


@transaction.atomic
def withdraw(*, code: str, by: User) -> SignUp:
    """Take one's own sign-up back while it waits. Raises NotOpen."""
    return _end(_of_household(code, by), Asked.WITHDRAWN, by)


def namesakes(sign_up: SignUp, on: date) -> list[Volunteer]:
    """Volunteers of the hall with the same name whom nobody's account is known for: perhaps the same person."""
    found = Volunteer.objects.on(on).within([sign_up.hall_id]).filter(person=None, name=sign_up.person.name)
    return list(found.order_by("pk"))


@transaction.atomic
def accept(*, code: str, by: User, on: date, same_as: str = "") -> Volunteer:
    """Take the person as a volunteer from today. `same_as`: the code of the entry by which the hall already knows them,
    so that nobody is counted twice. Raises NotYours, NotOpen, OwnSignUp, NoSuchVolunteer."""
    asked = _locked(code)
    scope.require(by, RIGHT, asked.hall, on)
    if asked.status != Asked.ASKED:
        raise refusals.NotOpen
    if asked.person.keeper_id == by.pk:
        raise refusals.OwnSignUp
    with pghistory.context(user=by.pk, why=_("接收志愿者报名")):
        volunteer = _known(asked, same_as, on) if same_as else _new(asked, by, on)
        asked.volunteer = volunteer
        _end(asked, Asked.ACCEPTED, by)
    words = {"name": _called(asked.person), "hall": asked.hall.name}
    tell([News(kind="volunteer.accepted", person=asked.person, params=words, about=MINE)])
    return volunteer


@transaction.atomic
def decline(*, code: str, by: User, on: date, why: str) -> SignUp:
    """Don't take the person, with the reason that they read. Raises NotYours, NotOpen, NoReason."""
    asked = _locked(code)
    scope.require(by, RIGHT, asked.hall, on)
    if not why.strip():
        raise refusals.NoReason
    asked.why = why.strip()[:200]
    _end(asked, Asked.DECLINED, by)
    words = {"name": _called(asked.person), "hall": asked.hall.name, "why": asked.why}
    tell([News(kind="volunteer.declined", person=asked.person, params=words, about=MINE)])
    return asked


@transaction.atomic
def insure(*, code: str, by: User, on: date, until: date | None) -> Volunteer:
    """Note until which day (included) the hall has insured the volunteer. Raises NotYours, NoSuchVolunteer."""
    found = _volunteer(code)
    scope.require(by, RIGHT, found.hall, on)
    with pghistory.context(user=by.pk, why=_("登记保险")):
        found.insured_until = until
        found.save(update_fields=["insured_until"])
    return found


@transaction.atomic
def leave(*, code: str, by: User, on: date, why: str = "") -> Volunteer:
    """End the registration after today: by the volunteer's own account, or by the hall with a reason.

    Raises NotYours, NoReason, StillConfirmed, NoSuchVolunteer. Leaving twice changes nothing.
    """
    found = _volunteer(code)
    own = found.person is not None and found.person.keeper_id == by.pk
    if not own:
        scope.require(by, RIGHT, found.hall, on)
        if not why.strip():
            raise refusals.NoReason
    ahead = Service.unscoped.filter(volunteer=found, status=Stands.CONFIRMED, shift__ends_at__gt=now())
    if ahead.exists():
        raise refusals.StillConfirmed
    if found.period.upper is None or found.period.upper > on + timedelta(days=1):
        with pghistory.context(user=by.pk, why=why.strip() or _("本人退出")):
            _end_registration(found, on)
    return found


def end_registrations(people: Sequence[Person], on: date) -> None:
    """End what registrations of `people` still run, and take their names out; their hours stay the halls' records."""
    for each in Volunteer.unscoped.select_for_update(of=("self",)).filter(person__in=people):
        each.name = _("志愿者 %s") % each.code
        if each.period.upper is None or each.period.upper > on + timedelta(days=1):
            _end_registration(each, on)
        each.save(update_fields=["name"])


def _end_registration(volunteer: Volunteer, on: date) -> None:
    last = max(on, volunteer.period.lower or on)
    volunteer.period = DateRange(volunteer.period.lower, last + timedelta(days=1))
    volunteer.save(update_fields=["period"])


def _needs_guardian(person: Person, on: date) -> bool:
    age = person.age_on(on)
    if age is None:
        raise refusals.BirthdayMissing(_called(person))
    return age < rules()["volunteers"]["consent_until"]


def _called(person: Person) -> str:
    return person.name or _("您")


def _new(asked: SignUp, by: User, on: date) -> Volunteer:
    made = Volunteer(hall=asked.hall, person=asked.person, name=asked.person.name or str(asked.made_by or ""))
    made.skills, made.availability = asked.skills, asked.availability
    made.period, made.recorded_by = DateRange(on, None), by
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as already:
        raise refusals.AlreadyVolunteer(asked.hall.name) from already
    return made


def _known(asked: SignUp, code: str, on: date) -> Volunteer:
    found = next((each for each in namesakes(asked, on) if each.code == code), None)
    if found is None:
        raise refusals.NoSuchVolunteer(code)
    found.person = asked.person
    found.skills = sorted({*found.skills, *asked.skills})
    found.availability = asked.availability
    try:
        with transaction.atomic():
            found.save(update_fields=["person", "skills", "availability"])
    except IntegrityError as already:
        raise refusals.AlreadyVolunteer(asked.hall.name) from already
    Service.unscoped.filter(volunteer=found).update(person=asked.person)
    return found


def _end(asked: SignUp, status: Asked, by: User) -> SignUp:
    if asked.status != Asked.ASKED:
        raise refusals.NotOpen
    asked.move_to(status)
    asked.decided_by, asked.decided_at = by, now()
    asked.save()
    return asked


def _locked(code: str) -> SignUp:
    found = SignUp.unscoped.select_for_update(of=("self",)).select_related("hall", "person__keeper", "made_by")
    asked = found.filter(code=code).first()
    if asked is None:
        raise refusals.NoSuchVolunteer(code)
    return asked


def _of_household(code: str, by: User) -> SignUp:
    asked = _locked(code)
    if asked.person.keeper_id != by.pk:
        raise refusals.NoSuchVolunteer(code)
    return asked


def _volunteer(code: str) -> Volunteer:
    found = Volunteer.unscoped.select_for_update(of=("self",)).select_related("hall", "person")
    volunteer = found.filter(code=code, withdrawn_at=None).first()
    if volunteer is None:
        raise refusals.NoSuchVolunteer(code)
    return volunteer
