"""What the worker does for the pages: large workbooks are looked through and written in the background."""

from __future__ import annotations

from collections.abc import Callable

from procrastinate.contrib.django import app

from guanlian.web.console import uploads


@app.task(queue="workbooks", lock="workbooks")
def look_through_upload(token: str) -> None:
    """Make the preview of an upload. One that was dropped meanwhile needs none."""
    _quietly(uploads.look_through, token)


@app.task(queue="workbooks", lock="workbooks")
def carry_out_upload(token: str) -> None:
    """Write a confirmed upload."""
    _quietly(uploads.carry_out, token)


def _quietly(work: Callable[[str], None], token: str) -> None:
    try:
        work(token)
    except uploads.UnknownUpload:
        return
