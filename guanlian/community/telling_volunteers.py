"""What community tells volunteers, providers, and those who look after them."""

from django.utils.translation import gettext_lazy as _

from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Topic

declare(
    Kind(
        "volunteer.asked",
        Topic.WORK,
        _("有人报名做志愿者"),
        _("有人报名做%(hall)s的志愿者，请在“文化志愿者”里答复。"),
        channels=(),
    ),
    Kind(
        "volunteer.accepted",
        Topic.TROUPE,
        _("%(name)s是%(hall)s的志愿者了"),
        _("%(hall)s接收了%(name)s的志愿者报名。有合适的班次会邀请，也可以自己应征。"),
    ),
    Kind(
        "volunteer.declined",
        Topic.TROUPE,
        _("%(hall)s没有接收%(name)s的志愿者报名"),
        _("%(hall)s没有接收%(name)s的志愿者报名：%(why)s 可以报别的馆，或补充后再报。"),
    ),
    Kind(
        "shift.invited",
        Topic.TROUPE,
        _("请%(name)s来帮忙：%(task)s"),
        _("%(hall)s请%(name)s在 %(when)s 到“%(title)s”帮忙：%(task)s。来不来，请点一下。"),
    ),
    Kind(
        "shift.confirmed",
        Topic.TROUPE,
        _("说定了：%(task)s"),
        _("%(name)s应征的班次定了：%(when)s，“%(title)s”，%(task)s。来不了请提前退。"),
    ),
    Kind(
        "shift.declined",
        Topic.TROUPE,
        _("这次不安排：%(task)s"),
        _("%(name)s应征的“%(title)s”（%(when)s，%(task)s）这次不安排：%(why)s"),
    ),
    Kind(
        "shift.let_go",
        Topic.TROUPE,
        _("这一班不用来了：%(task)s"),
        _("%(hall)s请%(name)s不用来 %(when)s 的班次（“%(title)s”，%(task)s）：%(why)s"),
        urgent=True,
    ),
    Kind(
        "shift.moved",
        Topic.TROUPE,
        _("班次改了时间：%(task)s"),
        _("“%(title)s”的%(task)s改到 %(when)s。%(name)s来不了请退掉。"),
    ),
    Kind(
        "shift.place_moved",
        Topic.TROUPE,
        _("班次换了地方：%(task)s"),
        _("“%(title)s”换到%(where)s。%(name)s的班次是 %(when)s，%(task)s；来不了请退掉。"),
    ),
    Kind(
        "shift.to_check",
        Topic.WORK,
        _("请核对“%(title)s”的志愿者班次"),
        _("活动改了时间，有 %(n)s 个班次没有跟着改。请逐个核对，改好后会通知志愿者。"),
        channels=(),
    ),
    Kind(
        "shift.reminder",
        Topic.TROUPE,
        _("明天见：%(task)s"),
        _("提醒%(name)s：%(when)s 到“%(title)s”帮忙，%(task)s。来不了请现在就退，馆里好另请一位。"),
    ),
    Kind(
        "shift.called_off",
        Topic.TROUPE,
        _("班次取消：%(task)s"),
        _("“%(title)s”的%(task)s（%(when)s）取消了：%(why)s %(name)s不用来了。"),
        urgent=True,
    ),
    Kind(
        "shift.asked",
        Topic.WORK,
        _("有志愿者应征：%(task)s"),
        _("%(name)s应征“%(title)s”的%(task)s（%(when)s），请答复。"),
        channels=(),
    ),
    Kind(
        "shift.released",
        Topic.WORK,
        _("志愿者来不了：%(task)s"),
        _("%(name)s退掉了“%(title)s”的%(task)s（%(when)s），请另请一位。"),
        channels=(),
    ),
    Kind(
        "provider.applied",
        Topic.WORK,
        _("有单位申请参与：%(name)s"),
        _("%(name)s向%(hall)s申请提供文化服务，请核对。"),
        channels=(),
    ),
    Kind(
        "provider.checked",
        Topic.WORK,
        _("等您批准：%(name)s"),
        _("%(name)s的材料已核对，请另一位同事批准或退回。"),
        channels=(),
    ),
    Kind(
        "provider.approved",
        Topic.TROUPE,
        _("%(name)s可以供给了"),
        _("%(hall)s批准了%(name)s的申请。现在可以公开供给项目。"),
    ),
    Kind(
        "provider.refused",
        Topic.TROUPE,
        _("%(name)s的申请没有通过"),
        _("%(hall)s没有通过%(name)s的申请：%(why)s 补充后可以再申请。"),
    ),
    Kind(
        "provider.ended",
        Topic.TROUPE,
        _("%(name)s的供给已结束"),
        _("%(hall)s结束了%(name)s的供给：%(why)s 有疑问请联系该馆。"),
    ),
)
