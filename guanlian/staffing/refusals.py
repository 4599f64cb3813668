"""Why something about a secondment can't be done; each message says what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import transaction
from django.db.utils import DataError, IntegrityError
from django.utils.translation import gettext as _

from guanlian.network.halls import Hall
from guanlian.staffing.models import Proposal, Secondment, StaffMember


class Refused(Exception):
    """The step can't be taken; the message says why and what to do next."""


class NoReason(Refused):
    """Nothing was written where a reason is due."""

    def __init__(self) -> None:
        super().__init__(_("请写明理由：有关的人会看到。"))


class NotABranch(Refused):
    """Officers are sent down to branches only."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(_("“%(hall)s”当日不是分馆，文化员只下派到分馆。请另选馆或日期。") % {"hall": hall.name})


class AlreadyAsked(Refused):
    """The hall has an open need."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(_("“%(hall)s”已有一份需求在等安排。如有变化，请先撤回那一份。") % {"hall": hall.name})


class Served(Refused):
    """The branch has an officer on the day from which one is wanted."""

    def __init__(self, there: Secondment) -> None:
        said = {"hall": there.to_hall.name, "last": last_day(there) or _("未定的日子")}
        super().__init__(_("“%(hall)s”那天有下派员在岗，任期到 %(last)s。请改选之后的日期，或先办理结束。") % said)


class BranchTaken(Refused):
    """The branch has another officer in that time, or one is proposed."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(
            _("“%(hall)s”在这段时间已有一名文化下派员，一个分馆同一时间只有一名。请改选任期。") % {"hall": hall.name}
        )


class PersonTaken(Refused):
    """The person serves elsewhere in that time."""

    def __init__(self, member: StaffMember, where: Secondment | None = None) -> None:
        if where is None:
            super().__init__(_("“%(who)s”在这段时间已有另一次下派或上挂。请另选人或改选任期。") % {"who": member.name})
        else:
            said = {"who": member.name, "hall": where.to_hall.name, "last": last_day(where) or _("未定的日子")}
            super().__init__(_("“%(who)s”这段时间在“%(hall)s”，到 %(last)s。请另选人或改选任期。") % said)


class PersonProposed(Refused):
    """Another proposal for the person is living in that time."""

    def __init__(self, member: StaffMember) -> None:
        super().__init__(_("“%(who)s”在这段时间已有另一份提名。请先撤回那一份，或另选人。") % {"who": member.name})


class AlreadyProposed(Refused):
    """The need has a living proposal."""

    def __init__(self) -> None:
        super().__init__(_("这份需求已有提名在办。要换人，请先撤回那份提名。"))


class OwnHall(Refused):
    """Nobody is seconded to the hall that keeps their file."""

    def __init__(self, member: StaffMember) -> None:
        super().__init__(_("“%(who)s”就是“%(hall)s”的人，不能派到自己的馆。请另选人。") % {
            "who": member.name, "hall": member.hall.name,
        })  # fmt: skip


class NotOfTheCounty(Refused):
    """Officers come from the main hall of the branch's own county."""

    def __init__(self, member: StaffMember, hall: Hall) -> None:
        super().__init__(
            _("“%(who)s”不是“%(hall)s”所属总馆的人，下派只在本县总分馆之间。请另选人。")
            % {"who": member.name, "hall": hall.name}
        )


class NotLarger(Refused):
    """Up means to a hall of a higher tier above one's own."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(_("“%(hall)s”不是上级馆。上挂请选本馆之上的总馆、中心馆或省馆。") % {"hall": hall.name})


class TermWrong(Refused):
    """The term would end before it begins."""

    def __init__(self) -> None:
        super().__init__(_("任期的最后一天要在开始之后。请改日期。"))


class SamePerson(Refused):
    """Who proposed can't consent."""

    def __init__(self) -> None:
        super().__init__(_("提名是您提出的，须由另一位有权限的人来同意。"))


class NotWaiting(Refused):
    """The proposal or need isn't in the state that the step needs."""

    def __init__(self, state: str) -> None:
        super().__init__(_("这一步现在办不了：它已是“%(state)s”。请刷新页面再看。") % {"state": state})


class TermOver(Refused):
    """The term was ended already, or the day lies outside it."""


def last_day(secondment: Secondment) -> date | None:
    """The last day in post; None where no end was set."""
    upper = secondment.period.upper
    return upper - timedelta(days=1) if upper else None


@contextmanager
def database_agrees(member: StaffMember, hall: Hall) -> Iterator[None]:
    """Write inside: what the database refuses after all (somebody was quicker) becomes the sentence for it."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as refusal:
        raise _in_words(refusal, member, hall) from refusal


def _in_words(refusal: Exception, member: StaffMember, hall: Hall) -> Refused:
    diagnosis = getattr(refusal.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or getattr(diagnosis, "message_primary", "") or ""
    found: dict[str, Refused] = {
        "one_officer_of_a_branch_at_a_time": BranchTaken(hall),
        "one_secondment_of_a_person_at_a_time": PersonTaken(member),
        "one_living_proposal_of_a_person": PersonProposed(member),
        "one_living_proposal_of_a_need": AlreadyProposed(),
        "one_open_need_of_a_hall": AlreadyAsked(hall),
        "seconded_to_another_hall": OwnHall(member),
        "proposed_to_another_hall": OwnHall(member),
        "direction_fits_the_tiers": NotLarger(hall),
        "a_second_person_consents": SamePerson(),
    }
    return found.get(name) or TermWrong()


def clash(member: StaffMember, to_hall: Hall, period: object, *, down: bool, besides: int = 0) -> None:
    """Raise BranchTaken, PersonTaken or PersonProposed where a standing secondment or living proposal shares a day."""
    because = "whether a branch or a person is taken is asked wherever the other secondment stands"
    standing = Secondment.objects.standing().everywhere(because=because).filter(period__overlap=period)
    standing = standing.exclude(pk=besides).select_related("to_hall")
    elsewhere = standing.filter(member=member).first()
    if elsewhere is not None:
        raise PersonTaken(member, elsewhere)
    if down and standing.filter(direction=Secondment.Direction.DOWN, to_hall=to_hall).exists():
        raise BranchTaken(to_hall)
    if Proposal.objects.living().everywhere(because=because).filter(member=member, period__overlap=period).exists():
        raise PersonProposed(member)
