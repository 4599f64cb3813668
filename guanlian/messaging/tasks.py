"""What the worker does for messages, by the clock; what was just told is sent by nudging.send_due."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from guanlian.messaging import mending, nudging, outbox, reading

__all__ = ["nudging"]  # imported so that the worker knows its task


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_by_the_clock", pass_context=False)
def send_due_by_the_clock(timestamp: int) -> None:
    """Each minute: give up on sendings whose worker died, then send what is due."""
    outbox.note_lost()
    outbox.send_due()


@app.periodic(cron="30 0 * * *")
@app.task(queueing_lock="tell_of_trouble", pass_context=False)
def tell_of_trouble(timestamp: int) -> None:
    """Each morning (0:30 UTC is 8:30 in Shanghai): tell who can mend them of sendings in trouble."""
    mending.tell_of_trouble(on=localdate())


@app.periodic(cron="47 19 * * *")  # UTC
@app.task(queueing_lock="forget_old_messages", pass_context=False)
def forget_old_messages(timestamp: int) -> None:
    """Each night: delete messages older than rules.toml says, with their sendings."""
    reading.forget_old(at=now())
