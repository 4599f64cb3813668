"""Counted records in the open: every register can be shown, and no person is named."""

import pytest

from guanlian.assessment.showing import shown, with_what_is_shown
from tests.factories import make_record, registers

NAME = "沈某人"
PERSONAL = {"staffing.StaffMember", "community.TroupeMember", "community.Volunteer"}


@pytest.mark.parametrize("model", registers(), ids=lambda model: model._meta.label)
def test_a_record_of_every_register_can_be_shown_in_a_constant_number_of_statements(
    network, model, django_assert_num_queries
):
    hall = network.villages[0]
    record = make_record(model, hall)

    with django_assert_num_queries(1):
        [seen] = [shown(each) for each in with_what_is_shown(model.unscoped.filter(pk=record.pk))]

    assert (seen.code, seen.hall_code, seen.register) == (record.code, hall.code, model._meta.model_name)
    assert seen.title


@pytest.mark.parametrize("label", sorted(PERSONAL))
def test_a_person_is_shown_by_function_only(network, label):
    seen = shown(make_record(label, network.villages[0], name=NAME))

    assert NAME not in f"{seen.title} {seen.detail}"


@pytest.mark.parametrize("label", ["staffing.Post", "staffing.Secondment"])
def test_a_post_and_a_secondment_do_not_name_who_holds_them(network, label):
    hall = network.branches[0]
    member = make_record("staffing.StaffMember", hall, name=NAME)

    seen = shown(make_record(label, hall, member=member))

    assert NAME not in f"{seen.title} {seen.detail}"
