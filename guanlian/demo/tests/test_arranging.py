"""What the demonstration shows of officers under way: needs, a proposal that waits, terms that end soon, a draft."""

from datetime import timedelta

import pytest
from django.db import connection

from guanlian.accounts.models import User
from guanlian.demo import loading
from guanlian.demo.tests.conftest import UNTIL
from guanlian.network.halls import Hall
from guanlian.staffing import officers, proposing, rounds
from guanlian.staffing.models import Need, Proposal, RotationRound


@pytest.mark.django_db
def test_the_main_hall_finds_what_there_is_to_do_and_can_go_on_with_it(nanhu, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loading.load(nanhu.tables)
    with connection.cursor() as cursor:  # loading leaves them immediate in its transaction, which here is the test's
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    main, by = Hall.objects.get(code="330402"), User.objects.get(username="nanhu")

    pressing = officers.pressing(Hall.objects.under([main.pk], UNTIL), UNTIL)
    draft = RotationRound.unscoped.get()
    proposal = Proposal.unscoped.get()

    assert {line.last - UNTIL < timedelta(days=90) for line in pressing.ending} == {True}
    assert 2 <= Need.unscoped.filter(status="open").count() <= 3
    assert proposing.may_consent(proposal, by, UNTIL)
    line = draft.lines.select_related("round", "branch").first()
    rounds.release(line=line, by=by, on=UNTIL)
    before = draft.optimum
    draft.refresh_from_db()
    assert draft.proven
    assert abs(draft.optimum - before) < 120  # solved anew from the records: about what the draft said
    proposing.consent(proposal=proposal, by=by, on=UNTIL)
    proposing.take_post(proposal=proposal, by=by, on=UNTIL)
