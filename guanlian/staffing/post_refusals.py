"""Why a step about posts, heads or appraisals can't be taken: each refusal says why and what to do next."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.utils.translation import gettext as _


class Refused(Exception):
    """The step can't be taken; the message says why and what to do next."""


class NothingSaid(Refused):
    """A reason or text is missing that others will read."""


class WrongDates(Refused):
    """It would end before it begins, or not change anything."""


class WrongHall(Refused):
    """The hall isn't of the tier, on that day, at which this is done."""


class NotThere(Refused):
    """The person doesn't hold there, on that day, what the step presupposes."""


class PostElsewhere(Refused):
    """The person has another full-time post in that time."""

    def __init__(self) -> None:
        super().__init__(_("此人这段时间已有另一个岗位，不能再任专职。请先结束那个岗位，或改选日期。"))


class HeadAlready(Refused):
    """The branch has a head in that time."""

    def __init__(self, name: str, since: date) -> None:
        words = {"name": name, "since": since.isoformat()}
        super().__init__(_("%(name)s自 %(since)s 起任馆长。请勾选“接任，原任到任职前一天为止”，或先办理结束。") % words)


class Underway(Refused):
    """A procedure for that branch is under way."""

    def __init__(self) -> None:
        super().__init__(_("这个分馆已有一件聘任在办。请先办完或撤回那一件，再提名。"))


class OwnProposal(Refused):
    """Who proposed can't give the opinion."""

    def __init__(self) -> None:
        super().__init__(_("这是您提名的，意见须由县级文化部门的另一位同志出具。"))


class StepTaken(Refused):
    """Somebody took another step meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("这一件的进度已经变了，请看最新的情况再办。"))


class AlreadyWritten(Refused):
    """The hall's appraisal of that person and year was written by somebody else."""


def constraint(refusal: IntegrityError) -> str:
    """The name of the database's rule that was broken, or nothing."""
    return getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", "") or ""
