"""Packs: the annex in full, definitions filled in, and exact messages for what is wrong."""

from __future__ import annotations

import copy
import tomllib

import pytest

from guanlian.assessment import packs
from guanlian.assessment.pack_checks import PackFault, check_pack
from guanlian.kernel import measures

JIAXING = tomllib.loads((packs.FOLDER / "jiaxing-2015.toml").read_text(encoding="utf-8"))


def faults_of(raw: dict) -> list[str]:
    with pytest.raises(PackFault) as caught:
        check_pack("test.toml", raw)
    return caught.value.faults


def changed(**values) -> dict:
    """The Jiaxing pack with the first clause changed; None takes a key away."""
    raw = copy.deepcopy(JIAXING)
    for key, value in values.items():
        if value is None:
            raw["clause"][0].pop(key)
        else:
            raw["clause"][0][key] = value
    return raw


def test_the_annex_has_96_clauses_by_tier():
    pack = packs.load("jiaxing-2015")

    assert [len(pack.of_tier(tier)) for tier in pack.tiers] == [37, 32, 22, 5]
    assert len({clause.id for clause in pack.clauses}) == 96


def test_every_shipped_pack_loads_and_names_its_file():
    assert {packs.load(name).id for name in packs.shipped()} == set(packs.shipped())


def test_every_measure_serves_some_clause():
    used = {part.measure.name for name in packs.shipped() for c in packs.load(name).clauses for part in c.parts}
    used |= {c.target_by.part.measure.name for c in packs.load("jiaxing-2015").clauses if c.target_by}

    assert {measure.name for measure in measures.every()} == used


def test_every_definition_is_used_and_says_where_it_comes_from():
    pack = packs.load("jiaxing-2015")

    assert {name for clause in pack.clauses for name in clause.uses} == set(pack.definitions)
    assert all(d.source and d.reason and d.reason_en for d in pack.definitions.values())


def test_a_definition_takes_the_place_of_its_name():
    clause = packs.load("jiaxing-2015").clause("central.large_activities")

    assert clause.parts[0].where["participants_min"] == 500


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (changed(measure="nothing"), "no measure is called 'nothing'"),
        (
            changed(where={"kinds": ["x"], "size": 3}),
            "documents.in_force has no parameter 'size' (it has kinds, for_year)",
        ),
        (changed(where={"kinds": "plan"}), "documents.in_force: kinds 'plan' is not a Sequence[str]"),
        (changed(where=None), "documents.in_force needs 'kinds'"),
        (changed(where={"kinds": "@nothing"}), "kinds names @nothing, which the pack doesn't define"),
        (changed(target="many"), "target 'many' is not a number of 0 or more"),
        (changed(target=None), "give either target or target_by"),
        (changed(tier="village"), "tier 'village' is none of branch, central, main, subbranch"),
        (changed(window="decade"), "window 'decade' is none of date, month, week, year"),
        (changed(op="<"), "op '<' is neither >= nor >"),
        (changed(text=None), "text is missing or not a text"),
        (changed(colour="red"), "colour is not a key of a clause"),
        (changed(across={"tier": "branch", "at_least": 0}), "across.at_least must be a whole number of 1 or more"),
    ],
)
def test_what_is_wrong_with_a_clause_is_said_with_its_place(raw, message):
    assert f"clause central.development_plan: {message}" in faults_of(raw)


def test_a_clause_that_stands_twice_is_named():
    raw = copy.deepcopy(JIAXING)
    raw["clause"].append(copy.deepcopy(raw["clause"][5]))

    assert faults_of(raw) == ["clause central.notice_board: stands 2 times"]


def test_all_faults_are_named_at_once():
    raw = changed(measure="nothing", target="many")

    assert len(faults_of(raw)) == 2


def test_a_pack_without_a_source_is_refused():
    raw = {key: value for key, value in JIAXING.items() if key != "source"}

    assert faults_of(raw) == ["source is missing"]


def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text("id = ", encoding="utf-8")

    with pytest.raises(PackFault, match="broken.toml"):
        packs.read(file)
