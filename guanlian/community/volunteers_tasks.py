"""What the worker does for volunteers, by the clock. It may run twice or late without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from guanlian.community import shifting


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="shifts_remind", pass_context=False)
def remind_of_shifts(timestamp: int) -> None:
    """Every ten minutes: remind of shifts that begin within a day."""
    shifting.remind()
