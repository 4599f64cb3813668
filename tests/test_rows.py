"""Statements that stand ready read and write what the ORM reads and writes."""

from __future__ import annotations

import pghistory
import pghistory.models
import pytest
from django.db import IntegrityError, transaction

from guanlian.accounts.models import Person, User
from guanlian.kernel import rows
from guanlian.kernel.rows import Columns, Statement
from guanlian.network.models import Hall
from guanlian.programme.models import Activity, Admission, Registration
from tests.factories import make_admission, make_person


def entry(admission: Admission, person: Person, code: str) -> Registration:
    return Registration(
        code=code, group=code, admission=admission, person=person, status="placed", acted_by=person.keeper
    )


@pytest.mark.parametrize("model", [User, Person, Hall, Activity, Admission])
def test_an_instance_read_by_hand_is_the_one_that_the_orm_reads(network, model) -> None:
    admission = make_admission(network.branches[0], residents_of=network.branches[0])
    make_person("陈静", lives_at=network.villages[0])
    manager = getattr(model, "unscoped", model._default_manager)
    wanted = manager.order_by("pk").last()

    columns = Columns(model)

    (row,) = rows.read(f"SELECT 1, {columns.of('x')} FROM {model._meta.db_table} x WHERE x.id = %s", [wanted.pk])
    found = columns.instance(row, 1)

    assert admission.pk
    assert found == wanted
    assert {f.attname: getattr(found, f.attname) for f in model._meta.concrete_fields} == {
        f.attname: getattr(wanted, f.attname) for f in model._meta.concrete_fields
    }
    assert not found._state.adding


def test_what_an_outer_join_did_not_find_is_nobody() -> None:
    columns = Columns(Hall)

    assert columns.instance([None] * len(columns)) is None


def test_what_was_not_asked_for_is_read_when_it_is_needed(network) -> None:
    hall = network.branches[0]
    columns = Columns(Hall, "id", "code")

    (row,) = rows.read(f"SELECT {columns.of('h')} FROM network_hall h WHERE h.id = %s", [hall.pk])
    found = columns.instance(row)

    assert (len(row), len(columns)) == (2, 2)
    assert found is not None
    assert found.get_deferred_fields() == {f.attname for f in Hall._meta.concrete_fields} - {"id", "code"}
    assert found.name == hall.name


def test_what_is_inserted_knows_its_key_and_what_the_database_filled_in(network) -> None:
    admission = make_admission(network.branches[0])
    made = [entry(admission, make_person(), f"BM-{n}") for n in range(2)]

    assert rows.insert(made)

    found = list(Registration.unscoped.order_by("pk"))
    assert [(each.pk, each.code, each.entered_at) for each in made] == [(e.pk, e.code, e.entered_at) for e in found]


def test_a_condition_that_does_not_hold_writes_nothing(network) -> None:
    admission, person = make_admission(network.branches[0]), make_person()
    lock = Statement("SELECT id FROM accounts_person WHERE id = %s FOR NO KEY UPDATE", (person.pk,))

    written = rows.insert([entry(admission, person, "BM-1")], after=lock, where=Statement("%s < 1", (1,)))

    admission.refresh_from_db()
    assert not written
    assert (Registration.unscoped.count(), admission.taken) == (0, 0)


def test_the_history_of_what_is_inserted_keeps_who_it_was_and_why(network) -> None:
    activity = make_admission(network.branches[0]).activity
    Admission.objects.all().delete()
    made = [Admission(activity=activity, policy="walk_in")]

    with pghistory.context(user=7, why="at the desk"):
        assert rows.insert(made)

    (event,) = pghistory.models.Events.objects.tracks(made[0])
    assert event.pgh_context == {"user": 7, "why": "at the desk"}


def test_of_several_all_or_none_are_written(network) -> None:
    admission = make_admission(network.branches[0], places=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([entry(admission, make_person(), f"BM-{n}") for n in range(2)])

    assert Registration.unscoped.count() == 0
