"""What the worker does for the programme, by the clock. Each can run twice or in two workers at once."""

from __future__ import annotations

from collections.abc import Callable

from procrastinate.contrib.django import app

from guanlian.kernel import clock
from guanlian.programme import (
    absences,
    announcing,
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
    all_of(releasing.lapse, queueing.release_reserves, queueing.fill_all, queueing.end_queues)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_what_became", pass_context=False)
def tell_what_became(timestamp: int) -> None:
    """Each minute: confirm entries in writing, and tell of changes to activities that no path has told."""
    all_of(confirming.confirm, announcing.catch_up)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="note_absences", pass_context=False)
def note_absences(timestamp: int) -> None:
    """Every five minutes: note absences, restrict where they are many, lift what an appeal got no answer to."""
    all_of(absences.note, restricting.restrict, appealing.lift_unanswered)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind_people", pass_context=False)
def remind_people(timestamp: int) -> None:
    """Every five minutes: remind those who have a place in what begins within a day."""
    reminding.remind()


@app.periodic(cron="7 1 * * *")  # UTC: seven past nine in Asia/Shanghai
@app.task(queueing_lock="remind_halls", pass_context=False)
def remind_halls(timestamp: int) -> None:
    """Each morning: remind halls of entries that they have still to decide."""
    deciding.remind(on=clock.today())


def all_of(*works: Callable[[], object]) -> None:
    """Do each of `works`, though one fails; then fail with the first fault, so that it is seen."""
    faults: list[Exception] = []
    for work in works:
        try:
            work()
        except Exception as fault:  # noqa: BLE001 — whatever it is, the others must not wait for it
            faults.append(fault)
    if faults:
        raise faults[0]
