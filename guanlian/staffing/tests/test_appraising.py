"""Appraisals by the two halls, and the journal's notes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from guanlian.accounts.scope import NotYours
from guanlian.staffing import appraising, journaling
from guanlian.staffing.models import Appraisal, JournalNote
from guanlian.staffing.post_refusals import AlreadyWritten, NothingSaid, NotThere, WrongDates
from guanlian.staffing.tests.files import administrator, member, officer
from tests.factories import give_role, make_user

TODAY = localdate()


def write(hall, who, by, **values):
    given = {"year": TODAY.year, "text": "认真负责", "conclusion": "competent"} | values
    return appraising.write(member=who, hall=hall, by=by, on=TODAY, **given)


def test_an_officer_is_appraised_by_the_sending_main_hall_and_the_branch(network, cast):
    main, branch = network.mains[0], network.branches[0]
    sent = officer(main, branch).member

    write(main, sent, cast.main_staff)
    write(branch, sent, cast.branch_head)

    found = appraising.written([sent.pk], TODAY.year)
    assert set(found) == {(sent.pk, main.pk), (sent.pk, branch.pk)}
    assert [duty.halls for duty in appraising.duties([branch.pk], TODAY.year)] == [(main, branch)]


def test_an_administrator_is_appraised_by_town_and_village_with_two_pens(network, cast):
    town, village = network.branches[0], network.villages[0]
    who = administrator(village, town).member
    committee = make_user("committee")
    give_role(committee, "supervisor", village)
    write(town, who, cast.branch_head)

    with pytest.raises(AlreadyWritten):
        write(village, who, cast.branch_head)
    write(village, who, committee)

    assert Appraisal.unscoped.count() == 2


def test_a_hall_mends_what_it_said_rather_than_saying_it_twice(network, cast):
    town, village = network.branches[0], network.villages[0]
    who = administrator(village, town).member
    write(town, who, cast.branch_head)

    write(town, who, cast.main_staff, text="补充意见")

    assert list(Appraisal.unscoped.values_list("text", "written_by__username")) == [("补充意见", "main_staff")]


def test_only_halls_that_manage_the_person_in_that_year_write(network, cast):
    town, village = network.branches[0], network.villages[0]
    who = administrator(village, town, until=date(TODAY.year, 1, 1)).member

    with pytest.raises(NotThere):
        write(town, who, cast.branch_head)
    with pytest.raises(NotThere):
        write(network.branches[1], who, cast.main_staff, year=TODAY.year - 1)
    with pytest.raises(NotYours):
        write(village, who, cast.seconded_officer, year=TODAY.year - 1)
    with pytest.raises(NothingSaid):
        write(town, who, cast.branch_head, year=TODAY.year - 1, text="  ")
    with pytest.raises(WrongDates):
        write(town, who, cast.branch_head, year=TODAY.year + 1)

    assert Appraisal.unscoped.count() == 0


def test_a_journal_holds_one_note_a_day_that_its_owner_can_strike_out(network, cast):
    member(network.villages[0], user=cast.village_administrator)
    by = cast.village_administrator

    journaling.note(by=by, day=TODAY, text="走访老人", on=TODAY)
    journaling.note(by=by, day=TODAY, text="走访两位老人", on=TODAY)
    assert list(JournalNote.unscoped.values_list("text", flat=True)) == ["走访两位老人"]
    journaling.note(by=by, day=TODAY, text="", on=TODAY)

    assert JournalNote.unscoped.count() == 0
    with pytest.raises(WrongDates):
        journaling.note(by=by, day=TODAY + timedelta(days=1), text="明天", on=TODAY)
    with pytest.raises(NotThere):
        journaling.note(by=cast.citizen, day=TODAY, text="我", on=TODAY)
