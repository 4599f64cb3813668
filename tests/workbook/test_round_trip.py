"""What is exported reads back unchanged."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanlian.accounts import recording, workbooks
from guanlian.kernel.registers import by_dependence, every_register, register_called
from tests.factories import SmallNetwork, days, make_activity, make_record
from tests.workbook.books import fill_every_register, sums


@pytest.mark.parametrize("name", ["all.xlsx", "folder"])
def test_every_register_reads_back_without_a_change(network: SmallNetwork, tmp_path: Path, name: str) -> None:
    fill_every_register(network.villages[0])
    counts = workbooks.take_out(path=tmp_path / name, by=None)
    assert set(counts) == {register.slug for register in every_register(read_only=True)}
    assert all(counts.values())

    plan = workbooks.bring_in(path=tmp_path / name, by=None)

    assert plan.faults == []
    assert sums(plan) == (0, 0, sum(counts[register.slug] for register in every_register()))


def test_an_export_restores_the_registers_of_an_empty_installation(network: SmallNetwork, tmp_path: Path) -> None:
    fill_every_register(network.villages[0])
    workbooks.take_out(path=tmp_path / "all.xlsx", by=None)
    before = {r.slug: _values(r.slug) for r in every_register()}
    for register in reversed(by_dependence(every_register())):
        register.records().delete()

    plan = workbooks.bring_in(path=tmp_path / "all.xlsx", by=None)

    assert plan.faults == []
    assert {r.slug: _values(r.slug) for r in every_register()} == before


text = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40
) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "+86 573",
        "-",
        "@名",
        "\t退格",
        '“引号”"双"',
        "一行\r\n两行",
        "🎭端午🐉",
        "_x000D_",
        "  两端空格  ",
        "1e5",
        "007",
        "是",
    ]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=text.filter(lambda t: t.strip(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000") and len(t) > 2),
    note=text,
    line=st.decimals(min_value=0, max_value=Decimal("99999.9"), places=1) | st.none(),
    people=st.integers(min_value=0, max_value=2147483647) | st.none(),
    minutes=st.integers(min_value=-500_000, max_value=-1),
    seconds=st.integers(min_value=1, max_value=2_000_000),
)
@pytest.mark.parametrize("name", ["a.xlsx", "folder"])
def test_any_activity_reads_back_without_a_change(
    network: SmallNetwork,
    name: str,
    title: str,
    note: str,
    line: Decimal | None,
    people: int | None,
    minutes: int,
    seconds: int,
) -> None:
    starts = timezone.now() + timedelta(minutes=minutes)
    hall = network.villages[0]
    activity = make_activity(hall, title=title, kind="exhibition")
    type(activity).unscoped.filter(pk=activity.pk).update(
        note=note,
        exhibition_line_m=line,
        participants=people,
        starts_at=starts,
        ends_at=starts + timedelta(seconds=seconds),
        audiences=["seniors", "children"],
        features=["mobile"],
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        workbooks.take_out(path=path, by=None, registers=[register_called("activities")])
        plan = workbooks.preview(path=path, by=None)
    assert plan.faults == []
    assert plan.rows == []


@given(first=st.dates(date(1949, 1, 1), date(2027, 12, 31)), more=st.integers(0, 800) | st.none())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_day_of_a_span_is_included_in_the_workbook_and_excluded_in_the_database(
    network: SmallNetwork, first: date, more: int | None
) -> None:
    column = register_called("secondments").by_name["period"]
    last = None if more is None else first + timedelta(days=more)

    stored = column.store((first, last))

    assert stored.upper == (None if last is None else last + timedelta(days=1))
    assert column.canon(stored) == (first, last)
    assert column.read(column.cells((first, last))) == (first, last)


def test_a_year_and_a_hall_narrow_an_export(network: SmallNetwork, tmp_path: Path) -> None:
    here, there = network.villages[:2]
    make_activity(here, on=date(2025, 3, 1))
    make_activity(here, on=date(2024, 3, 1))
    make_activity(there, on=date(2025, 3, 1))
    make_record("community.Volunteer", here, period=days(date(2020, 1, 1), date(2021, 1, 1)))

    halls = type(here).objects.filter(pk=here.pk)
    counts = workbooks.take_out(path=tmp_path / "a.xlsx", by=None, halls=halls, year=2025)

    assert counts["activities"] == 1
    assert counts["volunteers"] == 0


def _values(slug: str) -> list[dict]:
    register = register_called(slug)
    found = [recording.values_of(register, record) for record in register.records()]
    return sorted(found, key=str)
