"""What the worker does for the door and for what people say afterwards, by the clock."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from guanlian.programme import closing, feedback


@app.periodic(cron="23 18 * * *")  # UTC
@app.task(queueing_lock="close_rolls", pass_context=False)
def close_rolls(timestamp: int) -> None:
    """Each night: close the rolls of the days before where something was taken at the door."""
    closing.close_overdue(today=localdate())


@app.periodic(cron="*/20 * * * *")
@app.task(queueing_lock="invite_feedback", pass_context=False)
def invite_feedback(timestamp: int) -> None:
    """Three times an hour: ask those who attended what they thought."""
    feedback.invite(at=now())
