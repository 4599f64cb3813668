"""What the worker does for accounts, by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from guanlian.accounts import forgetting, registering
from guanlian.accounts.sessions import SessionStore


@app.periodic(cron="17 19 * * *")  # UTC
@app.task(queueing_lock="forget_unconfirmed", pass_context=False)
def forget_unconfirmed(timestamp: int) -> None:
    """Each night: delete accounts that were asked for a day ago or earlier and never confirmed by a code."""
    registering.forget_unconfirmed(before=now() - timedelta(days=1))


@app.periodic(cron="37 19 * * *")  # UTC
@app.task(queueing_lock="forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Each night: make guests and former members anonymous whose time is over (accounts/rules.toml)."""
    forgetting.forget_old(at=now())


@app.periodic(cron="57 19 * * *")  # UTC
@app.task(queueing_lock="forget_ended", pass_context=False)
def forget_ended(timestamp: int) -> None:
    """Each night: delete the sessions that are over."""
    SessionStore.clear_expired()
