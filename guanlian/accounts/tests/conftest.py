"""Every test of this room begins with an empty outbox."""

import pytest

from guanlian.accounts.sms import MemoryBackend


@pytest.fixture(autouse=True)
def _empty_outbox() -> None:
    MemoryBackend.outbox.clear()
