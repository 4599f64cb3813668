"""`guanlian import` and `guanlian export`."""

from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
import python_calamine
from django.core.management import CommandError, call_command

from guanlian.kernel.registers import every_register
from guanlian.kernel.workbook.reading import ABOUT
from guanlian.kernel.workbook.template import write_template
from guanlian.programme.models import Activity
from tests.factories import Cast, SmallNetwork, make_activity
from tests.workbook.books import activities, faults
from tests.workbook.test_faults import row


def test_a_faulty_file_ends_with_1_and_the_list(network: SmallNetwork, tmp_path: Path) -> None:
    path = activities(tmp_path / "a.xlsx", row(network.villages[0], 参与人数="多"))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import", str(path), format="json", stdout=out)
    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    assert told["written"] is False
    assert told["faults"] == [
        {
            "sheet": "活动",
            "row": 2,
            "column": "F",
            "header": "参与人数",
            "value": "多",
            "reason": "应为整数，不带单位和文字",
        }
    ]


def test_a_dry_run_writes_nothing_and_a_run_writes(network: SmallNetwork, tmp_path: Path) -> None:
    path = activities(tmp_path / "a.xlsx", row(network.villages[0]))
    out = StringIO()
    call_command("import", str(path), dry_run=True, stdout=out)
    assert "将新增 1 条" in out.getvalue()
    assert not Activity.unscoped.exists()
    call_command("import", str(path), stdout=StringIO())
    assert Activity.unscoped.count() == 1


def test_a_person_exports_what_is_theirs(network: SmallNetwork, cast: Cast, tmp_path: Path) -> None:
    make_activity(network.villages[0], title="本村的")
    make_activity(network.villages[7], title="外县的")
    call_command(
        "export", str(tmp_path / "out"), user="village_administrator", register=["activities"], stdout=StringIO()
    )
    told = (tmp_path / "out" / "活动.csv").read_text(encoding="utf-8-sig")
    assert "本村的" in told
    assert "外县的" not in told


def test_unknown_halls_and_registers_are_refused(network: SmallNetwork, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有编号为 1 的馆"):
        call_command("export", str(tmp_path / "a.xlsx"), hall=["1"])
    with pytest.raises(CommandError, match="没有台账 songs"):
        call_command("export", str(tmp_path / "a.xlsx"), register=["songs"])


@pytest.mark.django_db
def test_the_template_has_a_sheet_for_every_register_and_imports_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(path, every_register())
    sheets = python_calamine.load_workbook(path).sheet_names
    assert sheets[0] == ABOUT
    assert {register.sheet for register in every_register()} <= set(sheets)
    assert faults(path) == []
    with zipfile.ZipFile(path) as archive:
        inside = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n or "comments" in n]
    assert any("演出,展览,放映" in part for part in inside)
    assert any("必填" in part for part in inside)
