"""What is told about troupes. No message to a leader or to staff names the person: names stand on the page it opens."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanlian.community import leading
from guanlian.community.models import Joining, Troupe, TroupeMember
from guanlian.messaging.kinds import Kind, declare
from guanlian.messaging.models import Channel, Topic
from guanlian.messaging.telling import News, tell

QUIETLY = (Channel.EMAIL,)  # no text message for what needs no answer

declare(
    Kind("troupe.asked", Topic.TROUPE, _("有人想加入%(troupe)s"), _("请在 %(days)s 天内答复，逾期申请自动结束。")),
    Kind(
        "troupe.taken_back",
        Topic.TROUPE,
        _("一份入队申请已撤回：%(troupe)s"),
        _("申请人自己撤回了，不用再答复。"),
        channels=(),
    ),
    Kind(
        "troupe.accepted", Topic.TROUPE, _("欢迎加入%(troupe)s"), _("从今天起是队员了。%(meets)s排练会出现在“我的”里。")
    ),
    Kind(
        "troupe.declined",
        Topic.TROUPE,
        _("%(troupe)s这次没能接收"),
        _("%(why)s可以看看附近别的团队，也可以过些时候再申请。"),
    ),
    Kind(
        "troupe.lapsed",
        Topic.TROUPE,
        _("申请过期：%(troupe)s"),
        _("%(days)s 天没有等到答复，申请已结束。可以再申请一次，或打电话问%(hall)s。"),
    ),
    Kind(
        "troupe.waits",
        Topic.TROUPE,
        _("有人还在等%(troupe)s答复"),
        _("%(until)s前没有答复，申请就会自动结束。"),
        channels=QUIETLY,
    ),
    Kind(
        "troupe.let_lapse",
        Topic.TROUPE,
        _("一份入队申请过期了：%(troupe)s"),
        _("%(days)s 天没有答复，申请已结束，也告诉了申请人。暂不招新，可以在团队页上关掉招新。"),
        channels=QUIETLY,
    ),
    Kind("troupe.left", Topic.TROUPE, _("%(troupe)s有一位队员退出"), _("名册已更新。"), channels=QUIETLY),
    Kind(
        "troupe.ended", Topic.TROUPE, _("已不再是%(troupe)s的队员"), _("负责人在名册上作了结束。有疑问可以问%(hall)s。")
    ),
    Kind(
        "troupe.leader",
        Topic.TROUPE,
        _("请您负责%(troupe)s"),
        _("可以答复入队申请、替团队约排练室、记排练。见“我的—团队”。"),
    ),
    Kind(
        "troupe.leader_no_more",
        Topic.TROUPE,
        _("不再是%(troupe)s的负责人"),
        _("您仍是队员。辛苦了。"),
        channels=QUIETLY,
    ),
    Kind(
        "troupe.leaderless",
        Topic.TROUPE,
        _("%(troupe)s没有能上网办事的负责人了"),
        _("原负责人已退出。请从队员里另设一位。"),
        channels=QUIETLY,
    ),
)


def tell_leaders(kind: str, troupe: Troupe, on: date, *, key: str = "", **params: Any) -> None:
    """Tell those who answer for the troupe: a leader at their own page, staff at the console's."""
    leaders = {row.person.keeper_id for row in leading.leaders_of(troupe, on) if row.person}
    tell(
        News(
            kind=f"troupe.{kind}",
            user=user,
            params={"troupe": troupe.name, "hall": troupe.hall.name, **params},
            about=f"/me/troupes/{troupe.code}/" if user.pk in leaders else f"/console/troupes/{troupe.code}/",
            key=f"troupe.{kind}:{key}:{user.pk}" if key else None,
        )
        for user in leading.answering(troupe, on)
    )


def tell_person(kind: str, each: Joining | TroupeMember, *, about: str = "", **params: Any) -> None:
    """Tell the person of a request or a membership; who has no account is told nothing here."""
    if each.person is None:
        return
    troupe = each.troupe
    given = {"troupe": troupe.name, "hall": troupe.hall.name, **params}
    where = about or troupe.get_absolute_url()
    tell([News(kind=f"troupe.{kind}", person=each.person, params=given, about=where)])
