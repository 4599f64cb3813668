"""Where the site leads: every menu as data. An entry whose page does not exist yet is not shown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Place(NamedTuple):
    """An entry as declared: its words, the name of its address, its drawing (phone tabs only), and the right without
    which its page is closed."""

    label: StrOrPromise
    url_name: str
    icon: str = ""
    right: str = ""


class Group(NamedTuple):
    """Entries of the staff's rail that belong together."""

    label: StrOrPromise
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Link:
    """An entry as shown on one page."""

    label: StrOrPromise
    href: str
    icon: str
    current: bool


@dataclass(frozen=True)
class LinkGroup:
    """A group as shown on one page; never empty."""

    label: StrOrPromise
    links: list[Link]


PUBLIC: tuple[Place, ...] = (
    Place(_("活动"), "portal:activities"),
    Place(_("培训"), "portal:trainings"),
    Place(_("场地"), "portal:venues"),
    Place(_("文化点单"), "portal:menu"),
    Place(_("团队"), "portal:troupes"),
    Place(_("数字资源"), "portal:digital"),
    Place(_("服务公示"), "portal:standard"),
)
MORE: tuple[Place, ...] = (
    Place(_("文化馆名录"), "portal:halls"),
    Place(_("地图"), "portal:map"),
    Place(_("做志愿者"), "portal:volunteering"),
    Place(_("社会力量参与"), "portal:providing"),
)
FOOT: tuple[Place, ...] = (
    Place(_("意见和心愿"), "portal:say"),
    Place(_("公平规则"), "portal:fairness"),
    Place(_("无障碍声明"), "portal:accessibility"),
    Place(_("隐私说明"), "portal:privacy"),
    Place(_("开放数据"), "portal:open_data"),
)
TABS: tuple[Place, ...] = (
    Place(_("首页"), "portal:home", "house"),
    Place(_("活动"), "portal:activities", "lantern"),
    Place(_("场地"), "portal:venues", "room"),
    Place(_("我的"), "portal:me", "person"),
)
CONSOLE: tuple[Group, ...] = (
    Group(_("工作"), (Place(_("今天"), "console:home"), Place(_("我们的标准"), "console:standard"))),
    Group(
        _("服务"),
        (
            Place(_("活动安排"), "console:programme"),
            Place(_("签到"), "console:doors"),
            Place(_("场地预约"), "console:bookings"),
            Place(_("到馆代办"), "console:desk"),
            Place(_("摇号"), "console:draws"),
            Place(_("缺席与申诉"), "console:conduct", right="restriction.decide"),
            Place(_("意见和心愿"), "console:opinions"),
            Place(_("未满足的需求"), "console:demand"),
        ),
    ),
    Group(
        _("队伍"),
        (
            Place(_("下派上挂"), "console:officers"),
            Place(_("编制与岗位"), "console:establishment"),
            Place(_("村级管理员"), "console:administrators"),
            Place(_("队伍培训"), "console:staff_training"),
            Place(_("文艺团队"), "console:troupes"),
            Place(_("文化志愿者"), "console:volunteers"),
            Place(_("社会力量"), "console:providers", right="provider.decide"),
        ),
    ),
    Group(_("台账"), (Place(_("全部台账"), "console:registers"), Place(_("导入导出"), "console:workbook"))),
    Group(
        _("全网"),
        (
            Place(_("馆与网络"), "console:network"),
            Place(_("各馆对照"), "console:matrix", right="matrix.view"),
            Place(_("没有发出的消息"), "console:outbox", right="message.mend"),
        ),
    ),
)
CONSOLE_TABS: tuple[Place, ...] = (
    Place(_("今天"), "console:home", "house"),
    Place(_("活动安排"), "console:programme", "lantern"),
    Place(_("台账"), "console:registers", "book"),
    Place(_("标准"), "console:standard", "gauge"),
    Place(_("我的"), "portal:me", "person"),
)


def every_url_name() -> set[str]:
    """The names of all addresses that the menus lead to."""
    places = [*PUBLIC, *MORE, *FOOT, *TABS, *CONSOLE_TABS, *(place for group in CONSOLE for place in group.places)]
    return {place.url_name for place in places}


def links(places: Sequence[Place], *, path: str, section: str = "") -> list[Link]:
    """The entries to show on the page at `path`; at most one of them is current.

    `section`, an address's name, says which entry a page belongs to where its own path doesn't.
    """
    shown = [(place, href) for place in places if (href := href_of(place.url_name)) is not None]
    current = _current(shown, path, section)
    return [Link(place.label, href, place.icon, place.url_name == current) for place, href in shown]


def groups(
    declared: Iterable[Group], *, path: str, section: str = "", rights: Collection[str] | None = None
) -> list[LinkGroup]:
    """The groups to show on the page at `path`, one entry of all of them current; empty groups are left out.

    `rights`: those of whoever looks; pages that they can't open are left out. None: all are shown.
    """
    declared = list(declared)
    flat = [
        place
        for group in declared
        for place in group.places
        if rights is None or not place.right or place.right in rights
    ]
    by_name = {place.url_name: link for place, link in _paired(flat, path, section)}
    found = [
        LinkGroup(group.label, [by_name[p.url_name] for p in group.places if p.url_name in by_name])
        for group in declared
    ]
    return [group for group in found if group.links]


def _paired(places: Sequence[Place], path: str, section: str) -> list[tuple[Place, Link]]:
    shown = [place for place in places if href_of(place.url_name) is not None]
    return list(zip(shown, links(shown, path=path, section=section), strict=True))


def href_of(url_name: str) -> str | None:
    """The address of that name, or None where the page does not exist yet."""
    return _href_of(url_name, get_urlconf())


@cache
def _href_of(url_name: str, urlconf: str | None) -> str | None:
    """Every page asks for some thirty addresses; they stand as long as the process."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _current(shown: Sequence[tuple[Place, str]], path: str, section: str) -> str:
    """The entry named by `section`, else the one whose address is the longest beginning of `path`."""
    if section and any(place.url_name == section for place, _ in shown):
        return section
    best, length = "", 0
    for place, href in shown:
        covers = path == href or (href.count("/") > 1 and path.startswith(href))
        if covers and len(href) > length:
            best, length = place.url_name, len(href)
    return best
