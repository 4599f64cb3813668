"""The database holds every trigger that the models declare (they are installed after migrate, not by migrations)."""

import pgtrigger
import pytest


@pytest.mark.django_db
def test_every_declared_trigger_is_installed_and_current():
    stale = [
        f"{model._meta.label}.{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.get_installation_status(model)[0] != "INSTALLED"
    ]

    assert stale == []
