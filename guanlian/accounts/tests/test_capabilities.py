"""The table of rights is read strictly, and says what design asks of each role."""

from __future__ import annotations

import pytest

from guanlian.accounts.capabilities import FILE, CapabilitiesWrong, UnknownCapability, grants, read, roles_with
from guanlian.accounts.models import Role

TEXT = FILE.read_text(encoding="utf-8")


def test_every_role_has_rights_and_halls_to_hold_them_at():
    assert set(grants()) == set(Role)
    assert all(grant.capabilities and grant.tiers for grant in grants().values())


def test_those_who_look_change_nothing_and_governments_besides_give_the_opinions_that_are_theirs():
    looking = grants()[Role.SUPERVISOR].capabilities | grants()[Role.AUDITOR].capabilities

    assert {c.value for c in looking} == {
        "appointment.advise",
        "appraisal.write",
        "register.view",
        "register.export",
        "history.view",
        "network.view",
        "standard.view",
        "matrix.view",
        "demand.view",
    }


def test_personal_data_of_staff_is_for_those_who_manage_staff():
    assert set(roles_with("staff.view")) == {"seconded_officer", "branch_head", "main_staff", "central_staff"}


def test_a_right_that_does_not_exist_is_an_error():
    with pytest.raises(UnknownCapability, match="registers.edit"):
        roles_with("registers.edit")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[role.", r"here\.toml: not TOML: "),
        (TEXT + "\n[other]\n", r"here\.toml: unknown table \[other\]; only \[role\.NAME\] may stand here"),
        (
            TEXT.replace("[role.auditor]", "[role.auditors]"),
            r"here\.toml: \[role\.auditors\] is no role; the roles are ",
        ),
        (TEXT[: TEXT.index("[role.auditor]")], r"here\.toml: \[role\.auditor\] is missing"),
        (TEXT.replace('"register.export", "history', '"register.expot", "history'), r"“register\.expot” is not known"),
        (TEXT.replace('tiers = ["main"]', 'tiers = ["county"]'), r"\[role\.main_staff\] tiers: “county” is not known"),
        (
            TEXT.replace('tiers = ["main"]', "tiers = []"),
            r"\[role\.main_staff\] needs “tiers”, a list with at least one",
        ),
        (
            TEXT.replace('tiers = ["main"]', 'tiers = ["main", "main"]'),
            r"\[role\.main_staff\] tiers: “main” stands twice",
        ),
        (TEXT + 'halls = ["all"]\n', r"\[role\.auditor\] has an unknown key “halls”"),
    ],
    ids=["syntax", "table", "stranger", "missing", "capability", "tier", "empty", "twice", "key"],
)
def test_a_faulty_table_is_refused_with_the_place_of_the_fault(text: str, message: str):
    with pytest.raises(CapabilitiesWrong, match=message):
        read(text, source="here.toml")
