"""What fairness tells people: draws, the end of a waiting list, absences, restrictions, appeals, reminders."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic

declare(
    Kind(
        "draw.won",
        Topic.PLACE,
        _("摇中了：“%(title)s”"),
        _("%(name)s摇中了“%(title)s”的名额。去不了请尽早放弃，名额会让给下一位。"),
    ),
    Kind(
        "draw.waiting",
        Topic.PLACE,
        _("“%(title)s”没有摇中，已为您候补"),
        _(
            "%(name)s没有摇中“%(title)s”，排在候补第 %(position)s 位；有人放弃，就按次序通知您。"
            "名单和种子已公布，可以自己验算。"
        ),
    ),
    Kind(
        "draw.lost",
        Topic.PLACE,
        _("“%(title)s”没有摇中"),
        _("%(name)s这次没有摇中“%(title)s”，下次摇号机会会大一些。名单和种子已公布，可以自己验算。"),
    ),
    Kind(
        "waiting.ended",
        Topic.PLACE,
        _("“%(title)s”没有空出名额"),
        _("%(name)s候补的“%(title)s”已经开始，没有等到名额。可以看看别的场次。"),
    ),
    Kind(
        "absence.noted",
        Topic.PLACE,
        _("%(day)s的“%(title)s”没有签到"),
        _(
            "%(name)s有名额，没有签到，也没有提前放弃，记一次缺席。"
            "%(window)s 天内满 %(many)s 次，网上报名暂停 %(days)s 天。记错了或有特殊情况，请告诉%(hall)s。"
        ),
    ),
    Kind(
        "absence.course",
        Topic.PLACE,
        _("“%(title)s”还来上课吗？"),
        _("%(name)s连续 %(running)s 次没有来上“%(title)s”，记一次缺席。不再来请放弃，名额让给别人；还来就不用理会。"),
    ),
    Kind(
        "restriction.made",
        Topic.PLACE,
        _("网上报名暂停到 %(last)s"),
        _(
            "%(name)s在 %(window)s 天里有 %(n)s 次占了名额没有来：%(which)s。"
            "%(last)s前网上不能直接报名，仍可候补、到馆或打电话报名、直接到场；"
            "到期自动恢复。觉得不对，可以申诉一次。"
        ),
    ),
    Kind(
        "restriction.lifted",
        Topic.PLACE,
        _("网上报名已恢复"),
        _("%(name)s的网上报名限制已解除：%(why)s"),
    ),
    Kind(
        "appeal.made",
        Topic.WORK,
        _("有一份申诉待处理"),
        _("有人就网上报名限制提出申诉，请在 %(due)s 前答复；逾期自动解除限制。"),
        channels=(),
    ),
    Kind(
        "appeal.granted",
        Topic.ANSWER,
        _("申诉已采纳，网上报名已恢复"),
        _("%(hall)s采纳了%(name)s的申诉：%(answer)s"),
    ),
    Kind(
        "appeal.refused",
        Topic.ANSWER,
        _("申诉已答复，限制维持到 %(last)s"),
        _("%(hall)s答复%(name)s的申诉：%(answer)s %(last)s后自动恢复；期间仍可候补、到馆报名、直接到场。"),
    ),
    Kind(
        "reminder.session",
        Topic.REMINDER,
        _("提醒：%(when)s“%(title)s”"),
        _("%(name)s报了%(when)s的“%(title)s”，地点：%(where)s。去不了，请点开链接放弃，名额会让给别人。"),
    ),
    Kind(
        "reminder.by_phone",
        Topic.REMINDER,
        _("提醒：%(when)s“%(title)s”"),
        _("%(name)s报了%(when)s的“%(title)s”，地点：%(where)s。去不了，请打电话告诉馆里：%(phone)s。"),
    ),
)
