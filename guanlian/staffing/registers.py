"""Registers of people: staff, posts, secondments. Names are shown to those who may see staff files."""

from django.utils.translation import gettext_lazy as _

from guanlian.kernel.registers import Group, Register, declare
from guanlian.staffing.models import Establishment, Post, Secondment, StaffMember

_BEGINS = _("请填起日")

declare(
    Register(
        slug="staff",
        model=StaffMember,
        group=Group.STAFF,
        rank=0,
        natural_key=("hall", "name"),
        shown=("name", "speciality"),
        search=("name",),
        filters=("speciality",),
        quick=("name", "speciality"),
        personal=("name",),
        personal_right="staff.view",
    ),
    Register(
        slug="posts",
        model=Post,
        group=Group.STAFF,
        rank=1,
        natural_key=("hall", "member", "period"),
        dated="period",
        shown=("member", "role", "line", "full_time", "period"),
        search=("member__name",),
        filters=("role", "line", "full_time"),
        ordering=("hall__code", "role", "code"),
        quick=("member", "role", "line", "full_time", "period"),
        personal=("member",),
        personal_right="staff.view",
        words={
            "one_post_of_a_person_at_a_hall": _("此人在本馆的任职起止与另一条重叠"),
            "one_full_time_post_of_a_person_at_a_time": _(
                "此人这段时间已有另一个专职岗位；请先结束那一个，或把其中一个登记为兼职"
            ),
            "one_head_of_a_hall_at_a_time": _("这段时间本馆已有馆长；请先结束原任的起止"),
            "post_begins": _BEGINS,
        },
    ),
    Register(
        slug="secondments",
        model=Secondment,
        group=Group.STAFF,
        rank=2,
        natural_key=("member", "to_hall", "period"),
        dated="period",
        shown=("member", "direction", "to_hall", "liaison", "period"),
        search=("member__name", "to_hall__name", "purpose"),
        filters=("direction", "liaison"),
        quick=("member", "direction", "to_hall", "period", "liaison"),
        personal=("member",),
        personal_right="staff.view",
        words={
            "one_officer_of_a_branch_at_a_time": _("这段任期内，该馆已有一名文化下派员"),
            "one_secondment_of_a_person_at_a_time": _("这段任期内，此人已有另一次下派或上挂"),
            "seconded_to_another_hall": _("派往的馆不能是派出馆自己"),
            "secondment_begins": _BEGINS,
        },
    ),
    Register(
        slug="establishments",
        model=Establishment,
        group=Group.STAFF,
        rank=4,
        natural_key=("hall", "period"),
        dated="period",
        shown=("positions", "basis", "period"),
        search=("basis",),
        ordering=("hall__code", "code"),
        quick=("positions", "basis", "period"),
        words={
            "one_establishment_of_a_hall_at_a_time": _("这段时间本馆已有一条核定编制；请先写明原来那条的止日"),
            "establishment_begins": _BEGINS,
        },
    ),
)
