"""The kinds of message about activities that change, and about drafts that wait for a second person."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic

_CHANGED = [
    (
        "activity.time_moved",
        _("“%(title)s”改时间"),
        _(
            "%(name)s报名的“%(title)s”由%(old_when)s改到%(new_when)s，地点不变（%(new_where)s）。来不了请在票上放弃。说明：%(why)s"
        ),
    ),
    (
        "activity.place_moved",
        _("“%(title)s”换地点"),
        _(
            "%(name)s报名的“%(title)s”由%(old_where)s换到%(new_where)s，时间不变（%(new_when)s）。来不了请在票上放弃。说明：%(why)s"
        ),
    ),
    (
        "activity.moved",
        _("“%(title)s”改时间和地点"),
        _(
            "%(name)s报名的“%(title)s”原定%(old_when)s在%(old_where)s，"
            "改到%(new_when)s在%(new_where)s。来不了请在票上放弃。说明：%(why)s"
        ),
    ),
    (
        "activity.cancelled",
        _("“%(title)s”取消了"),
        _("%(name)s报名的“%(title)s”（%(when)s）取消了。原因：%(why)s。您不用再办什么，不算缺席。"),
    ),
    (
        "lesson.moved",
        _("“%(title)s”有一次课改了"),
        _("%(name)s报名的“%(title)s”第 %(number)s 次课，原定%(old)s，改到%(new)s。原因：%(why)s。"),
    ),
    (
        "lesson.called_off",
        _("“%(title)s”有一次课不上"),
        _("%(name)s报名的“%(title)s”第 %(number)s 次课（%(old)s）不上。原因：%(why)s。其余照常。"),
    ),
    (
        "lesson.added",
        _("“%(title)s”加一次课"),
        _("%(name)s报名的“%(title)s”加一次课：%(new)s。原因：%(why)s。"),
    ),
]
declare(*(Kind(name, Topic.PLACE, title, text) for name, title, text in _CHANGED))
declare(*(Kind(f"{name}.soon", Topic.PLACE, title, text, urgent=True) for name, title, text in _CHANGED))
declare(
    Kind(
        "activity.back",
        Topic.PLACE,
        _("“%(title)s”恢复举办"),
        _("“%(title)s”恢复举办：%(when)s，%(where)s。%(name)s的名额为您保留到%(until)s，请确认或放弃。"),
    ),
    Kind(
        "activity.back_in_line",
        Topic.PLACE,
        _("“%(title)s”恢复举办"),
        _("“%(title)s”恢复举办：%(when)s，%(where)s。%(name)s原来的登记照旧有效，不用重办。"),
    ),
    Kind(
        "activity.submitted",
        Topic.WORK,
        _("“%(title)s”等您审核"),
        _("%(hall)s提交了“%(title)s”（%(when)s），请审核后发布或退回。"),
    ),
    Kind(
        "activity.published",
        Topic.WORK,
        _("“%(title)s”已发布"),
        _("%(who)s审核通过了“%(title)s”，已经公开。"),
    ),
    Kind(
        "activity.returned",
        Topic.WORK,
        _("“%(title)s”被退回"),
        _("%(who)s退回了“%(title)s”：%(why)s。改好可以再提交。"),
    ),
)
