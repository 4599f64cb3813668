"""Registers of troupes, their members and rehearsals, and of volunteers."""

from django.utils.translation import gettext_lazy as _

from guanlian.community.models import Rehearsal, Troupe, TroupeMember, Volunteer
from guanlian.kernel.registers import Group, Register, declare

declare(
    Register(
        slug="troupes",
        model=Troupe,
        group=Group.ACTIVITIES,
        rank=2,
        natural_key=("hall", "name"),
        shown=("name", "art", "role", "founded_on", "dissolved_on"),
        search=("name", "introduction"),
        filters=("art", "role"),
        quick=("name", "art", "role", "founded_on"),
        words={"troupe_ends_after_it_begins": _("解散日期不能早于成立日期")},
    ),
    Register(
        slug="troupe-members",
        model=TroupeMember,
        group=Group.ACTIVITIES,
        rank=3,
        natural_key=("troupe", "name", "period"),
        dated="period",
        shown=("name", "troupe", "leader", "period"),
        search=("name", "troupe__name"),
        filters=("leader",),
        ordering=("troupe__code", "code"),
        quick=("troupe", "name", "leader", "period"),
        personal=("name",),
        personal_right="troupe.view_members",
        words={
            "one_membership_a_person": _("这位队员在这段时间已经有一条在队记录"),
            "only_leaders_are_named_in_public": _("这位负责人公开了自己的称呼，请先在团队页上取消公开"),
        },
    ),
    Register(
        slug="rehearsals",
        model=Rehearsal,
        group=Group.ACTIVITIES,
        rank=4,
        natural_key=("troupe", "held_on"),
        dated="held_on",
        shown=("troupe", "held_on", "venue", "attended"),
        search=("troupe__name",),
        ordering=("-held_on",),
        quick=("troupe", "held_on", "attended"),
        words={"one_rehearsal_a_day": _("该团队这一天已有一条排练记录")},
    ),
    Register(
        slug="volunteers",
        model=Volunteer,
        group=Group.STAFF,
        rank=3,
        natural_key=("hall", "name", "period"),
        dated="period",
        shown=("name", "skills", "period"),
        search=("name",),
        quick=("name", "skills", "period"),
        personal=("name",),
        personal_right="staff.view",
    ),
)
