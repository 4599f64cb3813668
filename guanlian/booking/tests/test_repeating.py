"""Series: the preview tells every date apart; what is chosen is taken together or not at all."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.booking import cancelling, reading, refusals, repeating
from guanlian.booking.models import Reservation, Series
from guanlian.booking.repeating import Pattern
from guanlian.booking.reserving import Wanted
from guanlian.booking.tests.rooms import ahead, book, clock, make_room
from guanlian.messaging.models import Message
from tests.factories import days, make_person, make_record


def weekly(first: date, weeks: int, **values) -> Pattern:
    given = {
        "every_weeks": 1, "weekdays": [first.weekday()], "first": first, "last": first + timedelta(weeks=weeks - 1),
        "opens": time(10), "closes": time(12),
    } | values  # fmt: skip
    return Pattern(**given)


def take(room, pattern, person, **values) -> Series:
    given = {"skipped": {}, "changed": {}, "purpose": "合唱", "by": person.keeper, "on": localdate(), "person": person}
    return repeating.repeat(venue=room.code, pattern=pattern, **(given | values))


def test_dates_follow_weekdays_and_weeks():
    pattern = Pattern(2, [0, 2], date(2026, 3, 4), date(2026, 3, 31), time(10), time(12))

    assert pattern.dates() == [date(2026, 3, 4), date(2026, 3, 16), date(2026, 3, 18), date(2026, 3, 30)]


def test_the_preview_tells_free_taken_closed_and_beyond_apart(network):
    hall, person = network.branches[0], make_person()
    room, first = make_room(hall, rule={"ahead_days": 24}), ahead(2)
    book(room, clock(11, days_ahead=9), clock(13, days_ahead=9))
    make_record("network.Closure", hall, venue=room, period=days(ahead(16), ahead(17)), reason="检修")

    found = repeating.preview(
        venue=reading.venue_called(room.code),
        pattern=weekly(first, 5),
        wanted=Wanted(person.keeper, "合唱", person=person),
        changed={},
    )

    assert [str(one.outcome) for one in found] == ["free", "taken", "closed", "free", "beyond"]
    assert len(found[1].holds) == 1 and "检修" in found[2].why


def test_chosen_dates_are_taken_and_skipped_ones_kept_with_their_reason(network):
    room, person, first = make_room(network.branches[0], rule={"ahead_days": 60}), make_person(), ahead(2)

    series = take(
        room, weekly(first, 4), person, skipped={first + timedelta(weeks=1): "已占用"},
        changed={first: (time(14), time(16))}, key="k",
    )  # fmt: skip
    again = take(room, weekly(first, 4), person, key="k")

    made = repeating.standing_of(series)
    assert again == series
    assert [localdate(r.period.lower) for r in made] == [first, first + timedelta(weeks=2), first + timedelta(weeks=3)]
    assert made[0].period.lower == clock(14, days_ahead=2)
    assert series.skipped == [{"day": (first + timedelta(weeks=1)).isoformat(), "why": "已占用"}]
    assert Message.objects.filter(to=person.keeper).count() == 1


def test_one_date_that_was_taken_meanwhile_takes_them_all_back(network):
    room, person, first = make_room(network.branches[0], rule={"ahead_days": 60}), make_person(), ahead(2)
    book(room, clock(10, days_ahead=9), clock(11, days_ahead=9))

    with pytest.raises(refusals.Taken):
        take(room, weekly(first, 3), person)

    assert (Series.objects.count(), Reservation.unscoped.filter(person=person).count()) == (0, 0)


def test_the_weekly_limit_counts_within_the_series_too(network):
    room, person = make_room(network.branches[0], rule={"per_week": 1, "ahead_days": 60}), make_person()
    monday = localdate() + timedelta(days=7 - localdate().weekday())

    with pytest.raises(refusals.WeekFull):
        take(room, weekly(monday, 2, weekdays=[0, 1]), person)


def test_too_many_dates_and_none_at_all_are_refused(network):
    room, person = make_room(network.branches[0], rule={"ahead_days": 400}), make_person()

    with pytest.raises(refusals.TooMany):
        take(room, weekly(ahead(1), 40), person)
    with pytest.raises(refusals.NothingToBook):
        take(room, weekly(ahead(1), 1), person, skipped={ahead(1): ""})


def test_one_or_all_that_follow_are_given_up(network):
    room, person, first = make_room(network.branches[0], rule={"ahead_days": 60}), make_person(), ahead(2)
    made = repeating.standing_of(take(room, weekly(first, 4), person))

    cancelling.cancel(code=made[0].code, by=person.keeper, on=localdate())
    cancelling.cancel(code=made[2].code, by=person.keeper, on=localdate(), following=True)

    states = list(Reservation.unscoped.order_by("period").values_list("status", flat=True))
    assert states == ["cancelled", "confirmed", "cancelled", "cancelled"]
