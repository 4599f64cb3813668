"""Village administrators: which villages have one, which lack one and since when; a village's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.kernel.windows import Window
from guanlian.network.directory import Directory, Entry, directory_on
from guanlian.network.halls import Tier
from guanlian.programme.training import trained
from guanlian.staffing.hiring import RIGHT
from guanlian.staffing.villages import VillagePosts, posts_of_villages
from guanlian.web.console.access import staff_page
from guanlian.web.portal import addresses
from guanlian.web.posts import common
from guanlian.web.standard.exporting import Sheet, answer, wanted
from guanlian.web.standard.exporting import options as files

ROWS = 40
STATES = ("vacant", "short", "met")


@dataclass(frozen=True)
class VillageRow:
    """A village of the list. `named`: whether the reader may see who it is."""

    entry: Entry
    town: Entry | None
    posts: VillagePosts
    named: bool
    trainings: int

    @property
    def state(self) -> str:
        """vacant: nobody; short: somebody, but not as the standard asks; met."""
        return "vacant" if self.posts.vacant else "met" if self.posts.meets else "short"

    @property
    def names(self) -> str:
        """Who is in post, for those who may read it."""
        return _("、").join(each.member.name for each in self.posts.now) if self.named else ""

    @property
    def since(self) -> date | None:
        """Since when the longest-serving is in post."""
        return min((each.period.lower for each in self.posts.now), default=None)

    @property
    def lacking(self) -> str:
        """What is not as the standard asks, in words."""
        if self.state != "short":
            return ""
        post, missing = self.posts.now[0], []
        missing += [] if post.full_time else [_("不是专职")]
        missing += [] if post.publicly_funded else [_("没有财政补贴")]
        missing += [] if post.hired_by_id else [_("未写明由镇聘用")]
        missing += [] if post.joint_management else [_("未实行镇村共管")]
        return _("、").join(missing)


@staff_page
def administrators(request: HttpRequest) -> HttpResponse:
    """The villages in reach on a day, those without an administrator first."""
    on = common.day_asked(request)
    directory = directory_on(on)
    mine = common.within_reach(request, "register.view")
    county = request.GET.get("county", "")
    every = _rows(request, directory, mine, on)
    rows = [row for row in every if common.below(directory, row.entry, county)]
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    found = _narrowed(request, directory, rows)
    if kind := wanted(request):
        return answer(kind, _sheet(found, on))
    context = {
        "section": "console:administrators",
        "on": on,
        "is_today": on == localdate(),
        "counts": counts,
        "total": len(rows),
        "sentence": sentence(counts, len(rows)),
        "states": _states(request, counts, len(rows)),
        "counties": common.counties(directory, mine),
        "county": county,
        "words": addresses.words(request),
        "page": addresses.page_of(request, found, ROWS),
        "found": len(found),
        "files": files(request),
        "year": on.year,
        "manages": scope.may_anywhere(request.user, RIGHT, localdate()),
    }
    return render(request, "web/posts/administrators.html", context)


def sentence(counts: dict[str, int], total: int) -> str:
    """How things stand, in words."""
    if not total:
        return _("您能看到的馆里没有村（社区）支馆。")
    words = {"total": total, "met": counts["met"], "vacant": counts["vacant"], "short": counts["short"]}
    if counts["met"] == total:
        return _("%(total)s 个支馆都有财政补贴的专职管理员，镇招镇聘、镇村共管。") % words
    if not counts["short"]:
        return _("%(total)s 个支馆中，%(met)s 个有合乎标准的专职管理员，%(vacant)s 个缺人。") % words
    return (
        _("%(total)s 个支馆中，%(met)s 个有合乎标准的专职管理员，%(vacant)s 个缺人，%(short)s 个有人但不合标准。")
        % words
    )


def _rows(request: HttpRequest, directory: Directory, mine: set[int], on: date) -> list[VillageRow]:
    villages = [entry for entry in directory.of_tier(Tier.SUBBRANCH) if entry.id in mine]
    named = common.may_name(request)
    posts = posts_of_villages([entry.id for entry in villages], on)
    members = [post.member_id for each in posts.values() for post in each.now]
    runs = trained(members, Window.of_year(on.year).until(on))
    rows = [
        VillageRow(
            entry=entry,
            town=directory.entries.get(entry.parent_id or 0),
            posts=posts[entry.id],
            named=entry.id in named,
            trainings=sum(len(runs.get(post.member_id, ())) for post in posts[entry.id].now),
        )
        for entry in villages
    ]
    # Those without one come first, the longest without before the others.
    return sorted(
        rows, key=lambda r: (STATES.index(r.state), r.posts.vacant_since or date.min if r.posts.vacant else date.min)
    )


def _narrowed(request: HttpRequest, directory: Directory, rows: list[VillageRow]) -> list[VillageRow]:
    state = addresses.one_of(request, "state", STATES)
    words = addresses.words(request)
    matching = {entry.id for entry in directory.matching(words)} if words else None
    return [
        row
        for row in rows
        if (not state or row.state == state)
        and (matching is None or row.entry.id in matching or (row.named and words in row.names))
    ]


def _states(request: HttpRequest, counts: dict[str, int], total: int) -> list[addresses.Option]:
    chosen = addresses.one_of(request, "state", STATES)
    labels: list[tuple[str, StrOrPromise]] = [
        ("vacant", _("缺人")), ("short", _("有人但不合标准")), ("met", _("合乎标准")),
    ]  # fmt: skip
    first = addresses.Option(_("全部"), addresses.changed(request, state=None), not chosen, count=total)
    rest = [
        addresses.Option(label, addresses.changed(request, state=state), state == chosen, state, counts[state])
        for state, label in labels
    ]
    return [first, *rest]


def _sheet(rows: list[VillageRow], on: date) -> Sheet:
    columns = (
        ("code", _("馆代码")), ("village", _("支馆")), ("town", _("分馆")), ("state", _("状态")),
        ("name", _("管理员")), ("since", _("到岗日期")), ("vacant_since", _("缺人从")), ("lacking", _("不合标准之处")),
        ("trainings", _("本年培训（期）")),
    )  # fmt: skip
    words = {"vacant": _("缺人"), "short": _("有人但不合标准"), "met": _("合乎标准")}
    body = (
        (
            row.entry.code, row.entry.name, row.town.name if row.town else "", words[row.state], row.names, row.since,
            row.posts.vacant_since if row.posts.vacant else None, row.lacking, row.trainings,
        )
        for row in rows
    )  # fmt: skip
    return Sheet(_("村级文化专职管理员-%s") % on.isoformat(), columns, body)
