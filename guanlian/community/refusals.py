"""Why something about a troupe can't be done: each refusal says why and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _


class NoSuchTroupe(LookupError):
    """No troupe that exists on the day has that code."""


class NoSuchRequest(LookupError):
    """No request of that code is there for this person to act on."""


class NoSuchMember(LookupError):
    """No membership of that code is there for this person to act on."""


class Refused(Exception):
    """It can't be done so; the message says why and what to do next."""


class NotYourTroupe(Refused):
    """The account neither leads the troupe nor looks after troupes at its hall."""

    def __init__(self) -> None:
        super().__init__(_("只有这支团队的负责人和所在馆的工作人员可以办。要接手带队，请联系所在馆。"))


class NotYourHousehold(Refused):
    """The account acts only for its own household."""

    def __init__(self) -> None:
        super().__init__(_("只能为自己和家人申请。"))


class NotRecruiting(Refused):
    """The troupe takes nobody new at present."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s现在不招新。可以关注它，或看看附近招新的团队。") % {"name": name})


class AlreadyMember(Refused):
    """The person is a member already."""

    def __init__(self, person: str, troupe: str) -> None:
        super().__init__(_("%(person)s已经是%(troupe)s的队员。") % {"person": person, "troupe": troupe})


class NameMissing(Refused):
    """The person has no name yet by which the leader could call them."""

    def __init__(self) -> None:
        super().__init__(_("请先填写称呼，负责人才知道是谁。"))


class ConsentMissing(Refused):
    """A child below the age of consent joins only with a guardian's consent."""

    def __init__(self, name: str, age: int) -> None:
        super().__init__(_("%(name)s不满 %(age)s 周岁，须由监护人勾选同意。") % {"name": name, "age": age})


class Decided(Refused):
    """The request was decided, taken back or ended before."""

    def __init__(self, status: str) -> None:
        super().__init__(_("这份申请已经有结果：%(status)s。") % {"status": status})


class NotOnTheRoll(Refused):
    """The entry of the roll that was chosen belongs to somebody else, or has ended."""

    def __init__(self) -> None:
        super().__init__(_("选的那一条不是在队而未关联账号的队员，请重新选，或按新队员加入。"))


class NoAccount(Refused):
    """A leader acts with an account; this member has none."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s还没有关联账号，不能在网上带队。请其本人登录后申请加入，再设为负责人。") % {"name": name}
        )


class LastLeader(Refused):
    """The troupe would be left without anybody who acts for it."""

    def __init__(self) -> None:
        super().__init__(_("团队至少要有一位能上网办事的负责人。请先把另一位队员设为负责人。"))


class NotALeader(Refused):
    """Only a leader's name can be made public."""

    def __init__(self) -> None:
        super().__init__(_("只有负责人可以选择公开自己的称呼。"))


class RecordedBefore(Refused):
    """One rehearsal a day."""

    def __init__(self, day: str) -> None:
        super().__init__(_("%(day)s已经有一条排练记录，可以改那一条的人数。") % {"day": day})


class WrongDay(Refused):
    """The rehearsal lies in the future, before the troupe was founded, or too far back for its leader to note."""

    def __init__(self, days: int) -> None:
        super().__init__(_("只能记今天和过去 %(days)s 天里的排练。更早的请所在馆在台账里补记。") % {"days": days})


class NobodyCame(Refused):
    """A rehearsal to which nobody came is none."""

    def __init__(self) -> None:
        super().__init__(_("到场人数至少填 1；没有排成就不用记。"))
