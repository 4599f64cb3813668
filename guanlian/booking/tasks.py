"""What the worker does for booking, by the clock. Each may run twice or late without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from guanlian.booking import arriving, reminding


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="booking_release_unused", pass_context=False)
def release_unused_venues(timestamp: int) -> None:
    """Each minute: what nobody checked in to in time is given free."""
    arriving.release_unused()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="booking_remind", pass_context=False)
def remind_of_bookings(timestamp: int) -> None:
    """Every ten minutes: remind of what begins within a day."""
    reminding.remind()
