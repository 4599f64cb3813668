"""Registers of deliveries: vehicles, plans, menus, their items, and what was sent to whom."""

from django.utils.translation import gettext_lazy as _

from guanlian.delivery.models import Delivery, DeliveryPlan, Menu, MenuItem, Vehicle
from guanlian.kernel.registers import Group, Register, declare

declare(
    Register(
        slug="vehicles",
        model=Vehicle,
        group=Group.DELIVERY,
        rank=4,
        natural_key=("hall", "name"),
        dated="period",
        shown=("name", "plate", "period"),
        search=("name", "plate"),
        quick=("name", "plate", "period"),
    ),
    Register(
        slug="delivery-plans",
        model=DeliveryPlan,
        group=Group.DELIVERY,
        rank=0,
        natural_key=("hall", "year"),
        dated="year",
        shown=("year", "title", "published_on"),
        search=("title",),
        ordering=("-year", "code"),
        quick=("year", "title", "published_on"),
        words={"one_plan_a_year": _("该馆这一年已有一份配送计划")},
    ),
    Register(
        slug="menus",
        model=Menu,
        group=Group.DELIVERY,
        rank=1,
        natural_key=("hall", "year"),
        dated="year",
        shown=("year", "title", "published_on"),
        search=("title",),
        ordering=("-year", "code"),
        quick=("year", "title", "published_on"),
        words={"one_menu_a_year": _("该馆这一年已有一份配送菜单")},
    ),
    Register(
        slug="menu-items",
        model=MenuItem,
        group=Group.DELIVERY,
        rank=2,
        natural_key=("menu", "title"),
        shown=("title", "menu", "kind", "provider", "stock"),
        search=("title", "provider"),
        filters=("kind",),
        quick=("menu", "title", "kind", "stock"),
    ),
    Register(
        slug="deliveries",
        model=Delivery,
        group=Group.DELIVERY,
        rank=3,
        natural_key=("item", "receiver", "planned_on"),
        dated="planned_on",
        shown=("item", "receiver", "planned_on", "status", "rating"),
        search=("item__title", "receiver__name"),
        filters=("status",),
        ordering=("-planned_on",),
        quick=("item", "receiver", "planned_on", "status"),
        words={
            "rating_from_1_to_5": _("评单为 1 至 5"),
            "delivery_delivery_activity_id_key": _("这一活动已对应另一条配送"),
        },
    ),
)
