"""Windows of time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guanlian.kernel.windows import Window, months_before

some_days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
years = st.integers(2015, 2035)


@given(years)
def test_the_months_of_a_year_cover_each_day_once(year):
    months = Window.of_year(year).months()

    assert len(months) == 12
    assert sum(month.days for month in months) == Window.of_year(year).days
    assert all(a.last + timedelta(days=1) == b.first for a, b in zip(months, months[1:], strict=False))


@given(some_days, some_days)
def test_weeks_are_whole_and_within_the_window(a, b):
    window = Window(min(a, b), max(a, b))
    weeks = window.weeks()

    if weeks != [window]:
        assert all(w.days == 7 and w.first.weekday() == 0 and w.first in window and w.last in window for w in weeks)


@given(years, some_days)
def test_until_never_leaves_the_window(year, day):
    window = Window.of_year(year)
    part = window.until(day)

    assert part.first == window.first
    assert part.last in window


def test_leap_years_have_366_days():
    assert (Window.of_year(2024).days, Window.of_year(2025).days) == (366, 365)


def test_months_before_the_last_of_a_month():
    assert months_before(date(2025, 12, 31), 6) == date(2025, 6, 30)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2025, 1, 15), 1) == date(2024, 12, 15)


@given(some_days, st.integers(0, 60))
def test_months_before_never_comes_later(day, months):
    assert months_before(day, months) <= day
