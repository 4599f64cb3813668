"""What the worker does for the programme, by the clock. Each can run twice or in two workers at once."""

from __future__ import annotations

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from guanlian.programme import (
    absences,
    appealing,
    confirming,
    deciding,
    draws,
    queueing,
    releasing,
    reminding,
    restricting,
)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="hold_draws", pass_context=False)
def hold_draws(timestamp: int) -> None:
    """Each minute: hold the draws of lotteries whose entries have closed."""
    draws.draw_due()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="move_queues", pass_context=False)
def move_queues(timestamp: int) -> None:
    """Each minute: end offers whose time has passed, give reserves to all, offer what is free, end what has begun."""
    releasing.lapse()
    queueing.release_reserves()
    queueing.fill_all()
    queueing.end_queues()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="note_absences", pass_context=False)
def note_absences(timestamp: int) -> None:
    """Every five minutes: note absences, restrict where they are many, lift what an appeal got no answer to."""
    absences.note()
    restricting.restrict()
    appealing.lift_unanswered()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every five minutes: remind those who have a place in what begins within a day."""
    reminding.remind()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="confirm_entries", pass_context=False)
def confirm_entries(timestamp: int) -> None:
    """Each minute: confirm new entries in writing."""
    confirming.confirm()


@app.periodic(cron="30 1 * * *")  # UTC
@app.task(queueing_lock="remind_deciders", pass_context=False)
def remind_deciders(timestamp: int) -> None:
    """Each morning at half past nine (Asia/Shanghai): tell the halls of reviewed entries that are still undecided."""
    deciding.remind(on=localdate())
