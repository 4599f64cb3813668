"""Why something about volunteers is refused: one sentence each, with what to do next."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from guanlian.community.rules import rules


class Refused(Exception):
    """A step about volunteers can't be taken; the message says why and what to do next."""


class NoReason(Refused):
    """A step that needs a reason has none."""

    def __init__(self) -> None:
        super().__init__(_("请写明原因，本人会看到。"))


class BirthdayMissing(Refused):
    """Nobody knows whether the person is of age."""

    def __init__(self, name: str) -> None:
        super().__init__(_("请填%(name)s的出生日期：保险和年龄要求用得上，未成年人还要监护人同意。") % {"name": name})


class GuardianMissing(Refused):
    """A minor signs up without a guardian's consent."""

    def __init__(self, name: str) -> None:
        words = {"name": name, "age": rules()["volunteers"]["consent_until"]}
        super().__init__(_("%(name)s不满 %(age)s 周岁，做志愿者须由监护人同意：请写监护人姓名并勾选同意。") % words)


class AlreadyAsked(Refused):
    """An open sign-up of the same person waits at the same hall."""

    def __init__(self, hall: str) -> None:
        super().__init__(_("已经在“%s”报过名，正等馆里答复，不用再报。") % hall)


class AlreadyVolunteer(Refused):
    """The person is a volunteer of the hall already."""

    def __init__(self, hall: str) -> None:
        super().__init__(_("已经是“%s”的志愿者，可以直接应征班次。") % hall)


class NotOpen(Refused):
    """Nothing waits for this answer any more."""

    def __init__(self) -> None:
        super().__init__(_("这一项已经办过或撤回了，请看最新状态。"))


class OwnSignUp(Refused):
    """Who signed up, or acts for them, can't accept it."""

    def __init__(self) -> None:
        super().__init__(_("这是您本人或家人的报名，请同事来办。"))


class NoSuchVolunteer(LookupError):
    """Nobody in reach is a volunteer with that code."""


class NoSuchShift(LookupError):
    """No shift in reach has that code."""


class BadTimes(Refused):
    """The shift's times don't fit; the message says how."""


class ActivityOver(Refused):
    """The activity was called off, withdrawn or is over."""

    def __init__(self) -> None:
        super().__init__(_("这场活动已取消或已结束，不能再安排班次。"))


class ShiftOver(Refused):
    """The shift was called off or has begun."""

    def __init__(self) -> None:
        super().__init__(_("这个班次已取消或已开始，不能再改人。"))


class ShiftFull(Refused):
    """As many as were wanted are confirmed."""

    def __init__(self) -> None:
        super().__init__(_("这个班次人数已满。谢谢您，请看看别的班次。"))


class FewerThanConfirmed(Refused):
    """The number wanted would fall below those confirmed."""

    def __init__(self, confirmed: int) -> None:
        super().__init__(_("已定 %s 人，需要的人数不能更少。请先与其中的人商量退出。") % confirmed)


class Overlaps(Refused):
    """The volunteer is confirmed for another shift at that time."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%s在这段时间已有另一个班次，请先退掉那一个，或换一个时间。") % name)


class NotInsured(Refused):
    """The shift requires an insurance that reaches over it."""

    def __init__(self, name: str, until: date | None) -> None:
        if until is None:
            super().__init__(_("这个班次须有保险，%s还没有。馆里投保并填写到期日后再安排。") % name)
        else:
            words = {"name": name, "until": f"{until:%Y-%m-%d}"}
            super().__init__(_("这个班次须有保险，%(name)s的保险只到 %(until)s。馆里续保后再安排。") % words)


class TooYoung(Refused):
    """The shift is for older volunteers."""

    def __init__(self, name: str, least: int) -> None:
        super().__init__(_("这个班次要求满 %(least)s 周岁，%(name)s还不到。") % {"name": name, "least": least})


class NotAVolunteer(Refused):
    """The person isn't a registered volunteer on the day of the shift."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%s在这一天不是在册的志愿者。先报名，馆里接收后就能应征。") % name)


class NotYetOver(Refused):
    """Hours are recorded once the shift has begun."""

    def __init__(self) -> None:
        super().__init__(_("班次还没开始，不能登记到岗。"))


class WhoIsMeant(Refused):
    """No volunteer of the hall, or more than one, is called so."""

    def __init__(self, name: str, many: bool) -> None:
        if many:
            super().__init__(_("叫“%s”的志愿者不止一位，请写志愿者编号。") % name)
        else:
            super().__init__(_("本馆没有叫“%s”的在册志愿者。请核对，或先登记进志愿者台账。") % name)


class NothingServed(Refused):
    """There is nothing to certify."""

    def __init__(self) -> None:
        super().__init__(_("还没有到岗的记录，暂时没有可以证明的时长。"))


class StillConfirmed(Refused):
    """A volunteer who is still expected can't leave."""

    def __init__(self) -> None:
        super().__init__(_("还有已定的班次没有结束，请先退掉那些班次，再退出。"))
