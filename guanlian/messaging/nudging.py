"""Asking the worker to send soon after something was told."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from guanlian.messaging import outbox


@app.task(queueing_lock="send_due", pass_context=False)
def send_due() -> None:
    """Send what is due now."""
    outbox.send_due()


def nudge() -> None:
    """Have what is due sent soon; one request waiting is enough for however many messages.

    The outbox itself is the queue: where this fails, the clock finds what is due within a minute.
    """
    try:
        with transaction.atomic():
            send_due.defer()
    except AlreadyEnqueued:
        return
