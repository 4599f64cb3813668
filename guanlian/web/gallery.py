"""Every component in every state on one page, at /_gallery/: only where DEBUG is on, for screenshots and axe."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from guanlian.web import calendars, motifs, posters
from guanlian.web.templatetags.drawings import DRAWINGS
from guanlian.web.templatetags.gauge import STATUS_WORDS

SATURDAY = date(2026, 11, 28)


def _activity(
    code: str, kind: str, title: str, when: str, where: str, places: str, state: str = "open"
) -> dict[str, str]:
    tag = str(posters.KIND_WORDS[kind])
    return {
        "code": code,
        "kind": kind,
        "title": title,
        "tag": tag,
        "when": when,
        "where": where,
        "places": places,
        "places_state": state,
    }


ACTIVITIES = (
    ("A-1", "performance", "嘉善田歌进礼堂", "周六 14:00–15:30", "凤桥镇 · 三星村文化礼堂", "无需预约"),
    ("A-2", "training", "秋日写意花鸟", "周六起 9:30，共 8 次", "南湖区文化馆 · 书画教室", "余 3 个名额", "few"),
    ("A-3", "other", "南湖灯会手作", "周六 10:00–11:30", "新嘉街道分馆", "抽签 · 周四 20:00 开奖"),
    ("A-4", "exhibition", "海宁皮影展演", "周六 9:00–17:00", "嘉兴市文化馆 · 展览厅", "已约满 · 可候补", "full"),
)
TITLES = (
    "嘉善田歌进礼堂",
    "送戏下乡：越剧折子戏专场",
    "“我们的节日·端午”嘉兴端午民俗文化节",
    "2026年新春音乐会",
    "《红船》观影活动（第3场）",
    "平湖派琵琶",
)


def _parts() -> dict[str, Any]:
    counts = {SATURDAY.replace(day=n): n * 7 % 110 for n in range(1, 31) if n % 6}
    days: dict[str, Any] = {
        "counts": counts,
        "href": lambda day: f"#{day}",
        "today": date(2026, 11, 23),
        "selected": SATURDAY,
    }
    return {
        "crumbs": [("南湖区文化馆", "#a"), ("凤桥镇分馆", "#b")],
        "week": calendars.week(start=date(2026, 11, 23), **days),
        "month": calendars.month(first=date(2026, 11, 1), **days),
        "activities": [_activity(*row) for row in ACTIVITIES],
        "drawings": list(DRAWINGS),
        "steps": [
            {"label": "自查", "state": "done", "note": "12 月 5 日"},
            {"label": "上级馆复核", "state": "current", "note": "待复核"},
            {"label": "公布", "state": "todo"},
        ],
    }


def _figures() -> dict[str, Any]:
    rows: list[tuple[str, float | None, str, float, str, str]] = [
        ("每周开放时间不少于42小时", 47, "小时", 42, "met", "按公布的开放时间计算"),
        ("群众文化活动，每年不少于10次", 131, "次", 10, "met", "其中大型活动 2 次"),
        ("其中大型活动3次以上", 2, "次", 3, "at_risk", "还差 1 次 · 12 月 28 日迎新村晚已列入计划"),
        ("每个行政村（社区）送演出2场", 83, "%", 100, "on_track", "10 / 12 个村，余下 2 村已派单"),
        ("每个行政村（社区）建立至少3支以上相对稳定并经常开展活动的业余文艺团队", 0, "支", 3, "unmet", "还差 3 支"),
        ("确保文化阵地长期正常开放、免费开放", None, "份说明", 1, "awaiting", "等待支馆说明，12 月 10 日前"),
        ("设有电子阅览室", None, "间", 1, "not_applicable", "常住人口不足 3 万，不要求"),
    ]
    names = ("text", "value", "unit", "target", "status", "note")
    villages = [
        ("三星村", 6, 3, "at_risk"),
        ("联丰村", 12, 4, "met"),
        ("庄史村", 2, 1, "unmet"),
        ("茜柳村", 8, 3, "met"),
    ]
    return {
        "statuses": list(STATUS_WORDS),
        "clauses": [{**dict(zip(names, row, strict=True)), "place": "分馆 · 群众文化活动"} for row in rows],
        "columns": [
            {"label": "支馆", "href": "?sort=name", "sort": "ascending"},
            {"label": "活动（次）", "href": "?sort=held", "number": True},
            {"label": "团队（支）", "href": "?sort=troupes", "number": True},
            {"label": "状态"},
        ],
        "rows": [dict(zip(("name", "held", "troupes", "status"), row, strict=True)) for row in villages],
        "pager": Paginator(range(400), 20).page(7),
    }


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="活动名称", help_text="和公告上一样就好。", max_length=40)
    day = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}))
    people = forms.IntegerField(label="到场人数", min_value=0, help_text="估计数即可。")
    kind = forms.ChoiceField(label="类别", choices=list(posters.KIND_WORDS.items()))
    free = forms.BooleanField(label="免费参加", required=False)
    audience = forms.ChoiceField(
        label="面向", widget=forms.RadioSelect, choices=[("all", "所有人"), ("old", "老年人"), ("young", "少年儿童")]
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)


def _forms() -> dict[str, Any]:
    options = [
        {"label": "全部", "href": "?", "selected": True, "count": 1240},
        *({"label": word, "href": f"?kind={kind}", "count": 40} for kind, word in posters.KIND_WORDS.items()),
    ]
    return {
        "form": SampleForm(initial={"free": True, "audience": "all"}),
        "faulty": SampleForm({"title": "", "day": "2026-02-30", "people": "-2", "kind": "performance"}, prefix="bad"),
        "options": options,
    }


def _posters() -> dict[str, Any]:
    kinds = []
    for kind, word in posters.KIND_WORDS.items():
        drawn = [{"code": f"{kind}-{n}", "kind": kind, "title": title} for n, title in enumerate(TITLES)]
        kinds.append(
            {
                "label": word,
                "posters": drawn
                + [
                    {"code": f"{kind}-m{n}", "kind": kind, "title": TITLES[0]} for n in range(len(motifs.OF_KIND[kind]))
                ],
            }
        )
    return {"kinds": kinds}


def _charts() -> dict[str, Any]:
    labels = [f"{n} 月" for n in range(1, 13)]
    held = [820, 640, 980, 1120, 1340, 1260, 1180, 1090, 1310, 1450, None, None]
    counties = ("南湖区", "秀洲区", "嘉善县", "海盐县", "海宁市", "平湖市", "桐乡市")
    return {
        "months": {
            "category_label": "月份",
            "categories": labels,
            "unit": "场",
            "series": [{"name": "2025", "data": [n * 60 + 500 for n in range(12)]}, {"name": "2026", "data": held}],
        },
        "trend": {"categories": labels, "unit": "条", "series": [{"name": "凤桥镇分馆", "data": list(range(8, 20))}]},
        "geo_url": "/_gallery/outlines.json",
        "areas": [{"name": name, "value": 92 - n * 6, "href": "#" + name} for n, name in enumerate(counties)],
        "points": [{"name": "嘉兴市文化馆", "value": 95, "href": "#c", "lng": 120.75, "lat": 30.76}],
    }


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "parts": _parts,
    "figures": _figures,
    "forms": _forms,
    "posters": _posters,
    "charts": _charts,
}


def gallery(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the gallery; an unknown name gets the first one."""
    page = page if page in PAGES else "parts"
    return render(
        request, f"gallery/{page}.html", {"title": "部件", "pages": list(PAGES), "page": page, **PAGES[page]()}
    )


urlpatterns = [
    path("_gallery/", gallery, name="gallery"),
    path("_gallery/<slug:page>/", gallery, name="gallery_page"),
]
