"""What the worker does for troupes, by the clock. Each may run twice or late without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from guanlian.community import joining
from guanlian.kernel.clock import moment


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="community_lapse_joinings", pass_context=False)
def lapse_joinings(timestamp: int) -> None:
    """Each hour: requests to join that nobody answered in time end, and both sides are told; before, a reminder."""
    at = moment()
    joining.remind_to_answer(at=at)
    joining.lapse_unanswered(at=at)
