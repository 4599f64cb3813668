"""From upload to what was written: previewed first, written once, by the person who saw the preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from guanlian.programme.models import Activity
from guanlian.web.console import uploads
from tests.factories import Cast, SmallNetwork, make_activity
from tests.workbook.books import activities
from tests.workbook.test_faults import row


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def clerk(client: Any, cast: Cast) -> Any:
    """The village administrator of the first village, signed in."""
    client.force_login(cast.village_administrator)
    return client


def upload(clerk: Any, path: Path) -> str:
    """Upload the file; the address of its preview."""
    answer = clerk.post(reverse("console:workbook"), {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert answer.status_code == 302, answer.context["refused"]
    return answer.url


def test_upload_preview_confirm_done(clerk: Any, network: SmallNetwork, tmp_path: Path, settings: LazySettings) -> None:
    hall = network.villages[0]
    old = make_activity(hall, title="旧题目")
    url = upload(clerk, activities(tmp_path / "a.xlsx", row(hall), row(hall, 编号=old.code, 名称="新题目")))

    page = clerk.get(url).content.decode()
    assert "新增 1 条，修改 1 条，0 条不变" in page
    assert "旧题目" in page
    assert Activity.unscoped.count() == 1

    done = clerk.post(url + "apply/", follow=True).content.decode()
    assert "已写入" in done
    assert Activity.unscoped.count() == 2
    clerk.post(url + "apply/")
    assert Activity.unscoped.count() == 2
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.xlsx"))


def test_a_faulty_file_shows_its_faults_and_can_not_be_applied(
    clerk: Any, network: SmallNetwork, tmp_path: Path
) -> None:
    url = upload(clerk, activities(tmp_path / "a.xlsx", row(network.villages[0], 参与人数="多")))
    assert "应为整数" in clerk.get(url).content.decode()
    clerk.post(url + "apply/")
    assert not Activity.unscoped.exists()


def test_another_person_can_neither_see_nor_apply_it(
    clerk: Any, cast: Cast, network: SmallNetwork, tmp_path: Path
) -> None:
    url = upload(clerk, activities(tmp_path / "a.xlsx", row(network.villages[0])))
    clerk.force_login(cast.central_staff)
    assert clerk.get(url).status_code == 404
    assert clerk.post(url + "apply/").status_code == 404
    assert not Activity.unscoped.exists()


def test_what_changed_since_the_preview_is_shown_again(clerk: Any, network: SmallNetwork, tmp_path: Path) -> None:
    hall = network.villages[0]
    old = make_activity(hall, title="旧题目")
    url = upload(clerk, activities(tmp_path / "a.xlsx", row(hall, 编号=old.code, 名称="新题目")))
    Activity.unscoped.filter(pk=old.pk).update(title="别人改的题目")

    again = clerk.post(url + "apply/", follow=True).content.decode()

    assert "预览之后，台账有了变化" in again
    assert "别人改的题目" in again
    old.refresh_from_db()
    assert old.title == "别人改的题目"
    clerk.post(url + "apply/")
    old.refresh_from_db()
    assert old.title == "新题目"


def test_a_large_file_is_looked_through_in_the_background(
    clerk: Any, network: SmallNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    url = upload(clerk, activities(tmp_path / "a.xlsx", row(network.villages[0])))
    page = clerk.get(url).content.decode()
    assert "正在核对" in page
    assert 'hx-trigger="every 2s"' in page

    job = ProcrastinateJob.objects.get(task_name="guanlian.web.tasks.look_through_upload")
    uploads.look_through(job.args["token"])

    assert "确认写入" in clerk.get(url, headers={"HX-Request": "true"}).content.decode()


def test_files_that_can_not_be_read_are_told_at_once(clerk: Any, tmp_path: Path, settings: LazySettings) -> None:
    wrong = clerk.post(reverse("console:workbook"), {"file": SimpleUploadedFile("a.pdf", b"x")})
    assert wrong.status_code == 422
    settings.IMPORT_MAX_BYTES = 10
    big = clerk.post(reverse("console:workbook"), {"file": SimpleUploadedFile("a.xlsx", b"x" * 20)})
    assert "上限" in big.content.decode()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


def test_who_may_not_import_or_export_is_refused(client: Any, cast: Cast) -> None:
    client.force_login(cast.supervisor)
    assert client.post(reverse("console:workbook"), {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 403
    assert client.get(reverse("console:workbook_export")).status_code == 403
    assert client.get(reverse("console:workbook_template")).status_code == 200
