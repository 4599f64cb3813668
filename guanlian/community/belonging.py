"""Being a member: leaving, ending a membership, naming leaders, showing a leader's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guanlian.accounts.models import Person, User
from guanlian.community import leading, refusals
from guanlian.community.models import Troupe, TroupeMember
from guanlian.community.telling import tell_leaders, tell_person
from guanlian.kernel.clock import moment


def household_in_troupes(user: User, on: date) -> QuerySet[TroupeMember]:
    """The memberships of the account's household that run on the day `on`, with troupe and person."""
    found = TroupeMember.objects.standing().everywhere(because=leading.MINE)
    found = found.filter(person__keeper=user, person__removed_at=None, period__contains=on)
    gone = found.filter(troupe__dissolved_on__lte=on) | found.exclude(troupe__withdrawn_at=None)
    return found.exclude(pk__in=gone.order_by().values("pk")).select_related("troupe__hall", "person").order_by("pk")


def troupes_of(user: User, on: date) -> list[Troupe]:
    """The troupes that somebody of the household belongs to, each once."""
    return list({row.troupe_id: row.troupe for row in household_in_troupes(user, on)}.values())


def member_called(*, code: str, by: User, on: date) -> TroupeMember:
    """The membership with that code that runs on the day `on`, for whoever may end it. Raises NoSuchMember."""
    rows = TroupeMember.objects.standing().everywhere(because="one membership by its code; who may act is asked next")
    rows = rows.filter(code=code, period__contains=on, troupe__in=leading.existing(on))
    found = rows.select_related("troupe__hall", "person__keeper").first()
    if found is None or not (_own(found, by) or leading.may_lead(by, found.troupe, on)):
        raise refusals.NoSuchMember(code)
    return found


@transaction.atomic
def leave(*, member: str, by: User, on: date) -> TroupeMember:
    """End the membership with that code: one's own household's, or by whoever acts for the troupe.

    From `on` the person is no member any more. The last leader with an account can't go while others with accounts
    stay. Raises NoSuchMember, LastLeader.
    """
    held = _locked(member, on)
    own = _own(held, by)
    if not own and not leading.may_lead(by, held.troupe, on):
        raise refusals.NoSuchMember(member)
    _require_leader_stays(held, on)
    end(held, on)
    if own:
        tell_leaders("left", held.troupe, on, key=held.code)
    else:
        tell_person("ended", held)
    return held


@transaction.atomic
def name_leader(*, member: str, by: User, on: date) -> TroupeMember:
    """Make the member a leader, who then acts for the troupe. Twice is once. Raises NoSuchMember, NoAccount."""
    held = _of_own_troupe(member, by, on)
    if held.person is None or held.person.keeper is None:
        raise refusals.NoAccount(held.name)
    if not held.leader:
        held.leader = True
        held.save(update_fields=["leader"])
        tell_person("leader", held, about=f"/me/troupes/{held.troupe.code}/")
    return held


@transaction.atomic
def unname_leader(*, member: str, by: User, on: date) -> TroupeMember:
    """Have the member lead no longer; they stay a member. Twice is once. Raises NoSuchMember, LastLeader."""
    held = _of_own_troupe(member, by, on)
    if held.leader:
        _require_leader_stays(held, on)
        held.leader = held.leader_public = False
        held.save(update_fields=["leader", "leader_public"])
        tell_person("leader_no_more", held)
    return held


@transaction.atomic
def show_name(*, member: str, public: bool, by: User, on: date) -> TroupeMember:
    """Show one's own name as leader on the troupe's page, or show it no longer. Raises NoSuchMember, NotALeader."""
    held = _locked(member, on)
    if not _own(held, by):
        raise refusals.NoSuchMember(member)
    if public and not held.leader:
        raise refusals.NotALeader
    held.leader_public = public
    held.save(update_fields=["leader_public"])
    return held


def end(member: TroupeMember, on: date) -> None:
    """End a locked membership before the day `on`; one that began that very day is taken back, for no day is left."""
    member.leader = member.leader_public = False
    if member.period.lower is not None and member.period.lower >= on:
        member.withdrawn_at, member.withdrawn_why = moment(), _("当天加入，当天退出")
    else:
        member.period = DateRange(member.period.lower, on)
    member.save(update_fields=["leader", "leader_public", "period", "withdrawn_at", "withdrawn_why"])


def end_all(people: Sequence[Person], on: date) -> list[Troupe]:
    """End every membership of `people`, whoever leads; returns the troupes that have nobody left who acts for them.

    For people who leave the site or the household: their right to go is greater than the troupe's need of a leader.
    """
    held = list(leading.memberships(people, on).select_for_update(of=("self",)))
    for member in held:
        end(member, on)
    led = {member.troupe_id: member.troupe for member in held}
    bereft = [troupe for troupe in led.values() if _has_accounts(troupe, on) and not leading.leaders_of(troupe, on)]
    for troupe in bereft:
        tell_leaders("leaderless", troupe, on)
    return bereft


def _require_leader_stays(member: TroupeMember, on: date) -> None:
    """Refuse to lose the last leader with an account while others with accounts are members."""
    if not member.leader or member.person is None:
        return
    if leading.leaders_of(member.troupe, on).exclude(pk=member.pk).exists():
        return
    if _has_accounts(member.troupe, on, besides=member):
        raise refusals.LastLeader


def _own(member: TroupeMember, by: User) -> bool:
    """Whether it is a membership of the account's own household."""
    return member.person is not None and member.person.keeper_id == by.pk


def _has_accounts(troupe: Troupe, on: date, besides: TroupeMember | None = None) -> bool:
    rows = leading.members_of(troupe, on).filter(person__keeper__isnull=False, person__removed_at=None)
    return rows.exclude(pk=besides.pk if besides else 0).exists()


def _of_own_troupe(code: str, by: User, on: date) -> TroupeMember:
    held = _locked(code, on)
    if not leading.may_lead(by, held.troupe, on):
        raise refusals.NoSuchMember(code)
    return held


def _locked(code: str, on: date) -> TroupeMember:
    """The membership that runs on the day `on`, its troupe locked before it: leaders are counted in one order."""
    rows = TroupeMember.objects.standing().everywhere(because="one membership by its code; who may act is asked next")
    rows = rows.filter(code=code, period__contains=on)
    troupe = rows.values_list("troupe__code", flat=True).first()
    if troupe is None:
        raise refusals.NoSuchMember(code)
    try:
        leading.troupe_called(troupe, on, locked=True)
    except refusals.NoSuchTroupe as gone:
        raise refusals.NoSuchMember(code) from gone
    return rows.select_for_update(of=("self",)).select_related("troupe__hall", "person__keeper").get()
