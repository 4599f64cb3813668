"""What the programme tells people about their places."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic

declare(
    Kind(
        "place.placed",
        Topic.PLACE,
        _("已报上“%(title)s”"),
        _("%(name)s已报上“%(title)s”，%(when)s，%(where)s。到场出示票码；不能来，请提前点一下退掉，让给别人。"),
    ),
    Kind(
        "place.entered",
        Topic.PLACE,
        _("“%(title)s”报名已收到"),
        _("%(name)s报名“%(title)s”已收到，由主办馆审核，结果另行通知。"),
    ),
    Kind(
        "place.entered_draw",
        Topic.PLACE,
        _("“%(title)s”已登记，等摇号"),
        _("%(name)s已登记“%(title)s”，%(closes)s截止后摇号，结果另行通知。早报晚报，机会一样。"),
    ),
    Kind(
        "place.waiting",
        Topic.PLACE,
        _("“%(title)s”候补第 %(at)s 位"),
        _("%(name)s候补“%(title)s”，现在是第 %(at)s 位。轮到时通知您，并把名额保留一段时间。"),
    ),
    Kind(
        "place.offered",
        Topic.PLACE,
        _("“%(title)s”有名额了"),
        _("%(name)s候补的“%(title)s”空出名额，为您保留到%(until)s，请确认或放弃。"),
    ),
    Kind(
        "place.lapsed",
        Topic.PLACE,
        _("“%(title)s”的名额已让给下一位"),
        _("为%(name)s保留的“%(title)s”名额过了确认时间，已让给下一位。还想参加，可以重新候补。"),
    ),
    Kind(
        "place.released",
        Topic.PLACE,
        _("“%(title)s”的报名已取消"),
        _("馆里的工作人员已为%(name)s退掉“%(title)s”的报名。如果不是您的意思，请联系主办馆。"),
    ),
    Kind(
        "place.admitted",
        Topic.PLACE,
        _("“%(title)s”录取了"),
        _("%(name)s报名的“%(title)s”已通过审核，到场出示票码。不能来，请提前点一下退掉，让给别人。"),
    ),
    Kind(
        "place.queued",
        Topic.PLACE,
        _("“%(title)s”列入候补"),
        _("%(name)s报名的“%(title)s”暂时没有名额，已列入候补，轮到时通知您。"),
    ),
    Kind(
        "place.declined",
        Topic.PLACE,
        _("“%(title)s”未录取"),
        _("%(name)s报名的“%(title)s”没有通过审核：%(why)s。看看别的场次，或向主办馆了解。"),
    ),
    Kind(
        "entries.undecided",
        Topic.WORK,
        _("“%(title)s”有 %(n)s 人等审核"),
        _("“%(title)s”报名已截止，还有 %(n)s 人没有审核。请尽快办理，让他们早作安排。"),
    ),
)
