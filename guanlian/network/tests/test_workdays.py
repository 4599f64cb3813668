"""Working days, with the holidays and the weekends worked in their place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guanlian.network.models import PublicHoliday
from guanlian.network.workdays import working_day_after


@pytest.mark.django_db
def test_five_working_days_pass_over_a_weekend():
    assert working_day_after(date(2026, 11, 26), 5) == date(2026, 12, 3)  # Thursday to Thursday


@pytest.mark.django_db
def test_a_holiday_does_not_count_and_the_weekend_worked_for_it_does():
    for n in range(1, 8):
        PublicHoliday.objects.create(day=date(2026, 10, n), name="国庆节")
    PublicHoliday.objects.create(day=date(2026, 10, 10), name="国庆节调休", is_workday=True)

    assert working_day_after(date(2026, 9, 30), 3) == date(2026, 10, 10)  # 8th, 9th, and the Saturday that is worked


@pytest.mark.django_db
def test_even_a_very_long_holiday_ends():
    for n in range(40):
        PublicHoliday.objects.create(day=date(2026, 1, 1) + timedelta(days=n), name="假期")

    assert working_day_after(date(2026, 1, 1), 1) == date(2026, 2, 10)
