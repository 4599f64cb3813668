"""Every fault is named by sheet, row and column with its reason; then nothing is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from guanlian.accounts import history, workbooks
from guanlian.kernel.registers import register_called
from guanlian.kernel.workbook.plans import ImportRefused
from guanlian.programme.models import Activity, Brand, Participation
from tests.factories import Cast, SmallNetwork, days, make_activity, make_record
from tests.workbook.books import ACTIVITY, activities, book, faults, sums

WHEN = datetime(2025, 6, 1, 19, 30)


def row(hall: Any, **change: Any) -> list[Any]:
    """A good row of activities, with some cells changed."""
    cells = {"编号": "", "馆": hall.code, "名称": "端午诗会", "种类": "演出", "开始": WHEN, "参与人数": 80} | change
    return [cells[name] for name in ACTIVITY]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"参与人数": "约八十"}, "F", "应为整数，不带单位和文字"),
        ({"参与人数": "80人"}, "F", "应为整数，不带单位和文字"),
        ({"参与人数": -1}, "F", "不能小于 0"),
        ({"参与人数": 80.5}, "F", "应为整数，不带单位和文字"),
        ({"种类": "歌会"}, "D", "不在选项之内"),
        ({"开始": "六月初一"}, "E", "不是日期和时刻"),
        ({"开始": "2025-02-30 10:00"}, "E", "没有这一天或这一时刻"),
        ({"开始": datetime(1948, 12, 31, 9)}, "E", "早于 1949 年"),
        ({"开始": datetime(2035, 1, 1, 9)}, "E", "晚于"),
        ({"馆": "000000"}, "B", "没有编号为 000000 的文化馆"),
        ({"馆": ""}, "B", "必填，不能留空"),
        ({"名称": ""}, "C", "必填，不能留空"),
        ({"名称": "很长" * 100}, "C", "最多 120 个字"),
        ({"编号": "HD 1"}, "A", "编号只含字母、数字和连字符"),
        ({"参与人数": "=1+1"}, "F", "是公式"),
    ],
)
def test_a_bad_cell_is_named(
    network: SmallNetwork, tmp_path: Path, change: dict[str, Any], column: str, reason: str
) -> None:
    hall = network.villages[0]
    path = activities(tmp_path / "a.xlsx", row(hall, 名称="好的一行"), row(hall, **change))

    found = faults(path)

    assert len(found) == 1
    assert f"第 3 行{column} 列" in found[0]
    assert reason in found[0]
    assert not Activity.unscoped.exists()


def test_held_in_the_future_is_refused(network: SmallNetwork, tmp_path: Path) -> None:
    ahead = datetime(timezone.localdate().year + 1, 5, 1, 9)
    path = activities(
        tmp_path / "a.xlsx", [*row(network.villages[0], 开始=ahead), "已举办"], header=[*ACTIVITY, "状态"]
    )
    assert "尚未开始的活动不能记为“已举办”" in faults(path)[0]


def test_an_end_before_the_beginning_is_refused_in_words(network: SmallNetwork, tmp_path: Path) -> None:
    path = activities(
        tmp_path / "a.xlsx", [*row(network.villages[0]), datetime(2025, 6, 1, 18)], header=[*ACTIVITY, "结束"]
    )
    assert "结束须晚于开始" in faults(path)[0]


def test_rows_that_say_the_same_twice_are_refused(network: SmallNetwork, tmp_path: Path) -> None:
    hall = network.villages[0]
    path = activities(tmp_path / "a.xlsx", row(hall), row(hall))
    assert "与第 2 行重复" in faults(path)[0]


def test_unknown_sheets_and_columns_come_with_the_nearest_name(network: SmallNetwork, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"活动表": [ACTIVITY], "排练": [["馆", "团队", "日期", "到场人"]]})
    found = "\n".join(faults(path))
    assert "是否为“活动”" in found
    assert "是否为“到场人数”" in found


def test_a_missing_required_column_and_a_merged_header_are_refused(network: SmallNetwork, tmp_path: Path) -> None:
    found = faults(book(tmp_path / "a.xlsx", {"排练": [["馆", "团队"], ["1", "2"]]}))
    assert any("日期" in fault and "缺少这一必填列" in fault for fault in found)


def test_another_hall_s_record_is_out_of_reach(network: SmallNetwork, cast: Cast, tmp_path: Path) -> None:
    theirs = make_activity(network.villages[7], title="别馆的活动")
    mine = network.villages[0]
    path = activities(tmp_path / "a.xlsx", row(mine, 编号=theirs.code), row(network.villages[7], 名称="代登记"))

    found = faults(path, by=cast.village_administrator)

    assert len(found) == 2
    assert "第 2 行A 列" in found[0] and "这一编号属于别的馆，不在您的权限之内" in found[0]
    assert "第 3 行B 列" in found[1] and "这个馆不在您的权限之内" in found[1]
    theirs.refresh_from_db()
    assert theirs.title == "别馆的活动"


def test_overlapping_secondments_are_refused_with_the_row(network: SmallNetwork, tmp_path: Path) -> None:
    main, branch = network.mains[0], network.branches[0]
    one, two = make_record("staffing.StaffMember", main), make_record("staffing.StaffMember", main)
    make_record(
        "staffing.Secondment",
        main,
        member=one,
        to_hall=branch,
        direction="down",
        period=days(date(2025, 1, 1), date(2026, 1, 1)),
    )
    header = ["馆", "人员", "方向", "派往", "任期起", "任期止"]
    rows = [[main.code, two.code, "下派", branch.code, "2025-12-31", "2026-12-31"]]
    found = faults(book(tmp_path / "a.xlsx", {"下派上挂": [header, *rows]}))
    assert len(found) == 1
    assert "第 2 行" in found[0]
    assert "该馆已有一名文化下派员" in found[0]

    rows[0][4] = "2026-01-01"
    assert faults(book(tmp_path / "b.xlsx", {"下派上挂": [header, *rows]})) == []


def test_an_illegal_change_of_state_is_refused(network: SmallNetwork, tmp_path: Path) -> None:
    held = make_activity(network.villages[0])
    path = activities(
        tmp_path / "a.xlsx", [*row(network.villages[0], 编号=held.code), "草稿"], header=[*ACTIVITY, "状态"]
    )
    assert "“已举办”的记录不能改为“草稿”" in faults(path)[0]


def test_what_only_the_database_sees_is_told_in_words_and_writes_nothing(
    network: SmallNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanlian.kernel.workbook.planning.clashes", lambda *_args: iter(()))
    hall = network.mains[0]
    header = ["馆", "名称", "创立日期"]
    sheets = {
        "文化品牌": [header, [hall.code, "南湖合唱节", "2010-05-01"]],
        "配送计划": [["编号", "馆", "年份", "名称"], ["P-1", hall.code, 2025, "甲"], ["P-2", hall.code, 2025, "乙"]],
    }
    with pytest.raises(ImportRefused, match="该馆这一年已有一份配送计划"):
        workbooks.bring_in(path=book(tmp_path / "a.xlsx", sheets), by=None)
    assert not Brand.unscoped.exists()


def test_importing_twice_changes_nothing_and_blank_codes_find_their_record(
    network: SmallNetwork, tmp_path: Path
) -> None:
    hall, other = network.villages[:2]
    path = activities(
        tmp_path / "a.xlsx",
        [*row(hall), other.code],
        [*row(hall, 名称="第二场", 种类="performance"), f"{other.code}、{network.branches[0].code}"],
        header=[*ACTIVITY, "承办馆"],
    )

    assert sums(workbooks.bring_in(path=path, by=None)) == (2, 0, 0)
    assert sums(workbooks.bring_in(path=path, by=None)) == (0, 0, 2)
    assert Participation.objects.filter(role="host").count() == 3
    first = Activity.unscoped.get(title="端午诗会")
    assert (first.status, first.ends_at - first.starts_at) == ("held", timedelta(hours=2))

    changed = activities(tmp_path / "b.xlsx", [*row(hall, 参与人数=90), ""], header=[*ACTIVITY, "承办馆"])
    plan = workbooks.bring_in(path=changed, by=None)

    assert sums(plan) == (0, 1, 0)
    assert plan.rows[0].changes == {"participants": (80, 90), "hosts": ((other.code,), ())}
    first.refresh_from_db()
    assert first.participants == 90
    assert set(first.participations.values_list("role", flat=True)) == {"organiser"}


def test_rows_of_one_workbook_may_name_one_another(network: SmallNetwork, tmp_path: Path) -> None:
    hall = network.villages[0]
    sheets = {
        "排练": [["馆", "团队", "日期"], [hall.code, "TD-1", "2025-06-01"]],
        "文艺团队": [
            ["编号", "馆", "名称", "门类", "成立日期"],
            ["TD-1", hall.code, "菱村合唱队", "合唱", "2012-03-01"],
        ],
    }
    assert faults(book(tmp_path / "a.xlsx", sheets)) == []


def test_the_history_says_why(network: SmallNetwork, tmp_path: Path, cast: Cast) -> None:
    path = activities(tmp_path / "六月.xlsx", row(network.villages[0]))
    workbooks.bring_in(path=path, by=cast.village_administrator)
    activity = Activity.unscoped.get()
    steps = history.steps_of(register=register_called("activities"), record=activity, by=cast.village_administrator)
    assert [(step.why, step.who) for step in steps] == [("导入 六月.xlsx", "村级文化专职管理员（支馆干事）")]
