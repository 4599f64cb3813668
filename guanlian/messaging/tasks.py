"""What the worker does for messages: soon after they were written, and by the clock what waited for its time."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guanlian.messaging import outbox, reading

LOCK = "send_due"


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_by_the_clock", pass_context=False)
def send_due_by_the_clock(timestamp: int) -> None:
    """Each minute: give up on sendings whose worker died, then send what is due."""
    outbox.note_lost()
    outbox.send_due()


@app.task(queueing_lock=LOCK, pass_context=False)
def send_due() -> None:
    """Send what is due now."""
    outbox.send_due()


def nudge() -> None:
    """Ask the worker to send soon; one request waiting is enough for however many messages.

    The outbox itself is the queue: where this fails, the clock finds what is due within a minute.
    """
    try:
        with transaction.atomic():
            send_due.defer()
    except AlreadyEnqueued:
        return


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_old_messages", pass_context=False)
def forget_old_messages(timestamp: int) -> None:
    """Each night: delete messages older than rules.toml says, with their sendings."""
    reading.forget_old(at=now())
