"""Loading: all or nothing, never over real halls."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import localdate

from guanlian.accounts import sealed
from guanlian.accounts.models import User
from guanlian.demo import accounts, loading, making
from guanlian.demo.tests.conftest import NANHU
from guanlian.network.models import Hall
from guanlian.programme import absences, closing, draws, releasing, restricting
from guanlian.programme.models import Activity, Admission, Draw, Participation


@pytest.fixture
def shelf(settings, tmp_path):
    """A storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def real_hall(db):
    return Hall.objects.create(code="990000", name="真实的馆", area_name="某地", place_kind=Hall.Place.CITY_HALL)


@pytest.mark.django_db
def test_all_rows_arrive_and_the_guards_stand_again(nanhu, shelf):
    loading.load(nanhu.tables, files=nanhu.files)

    assert {m: m._base_manager.count() for m in (Hall, Activity)} == {
        m: len(nanhu.tables[m].rows) for m in (Hall, Activity)
    }
    assert Participation.objects.filter(role="organiser").count() == len(nanhu.tables[Activity].rows)
    assert all(default_storage.exists(name) for name in nanhu.files)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_record_entered_afterwards_takes_the_next_key_and_gets_its_organiser(nanhu, shelf):
    loading.load(nanhu.tables)
    hall = Hall.objects.get(code=nanhu.story_village.code)

    entered = Activity.unscoped.create(
        hall=hall, title="新录入", kind="other", starts_at="2026-06-01 10:00+08", ends_at="2026-06-01 11:00+08"
    )

    assert entered.pk == len(nanhu.tables[Activity].rows) + 1
    assert entered.participations.get().hall == hall


@pytest.mark.django_db
def test_every_account_signs_in_with_the_printed_password(nanhu, shelf, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    loading.load(nanhu.tables)

    people = User.objects.filter(is_demo=True, username__in=[a.username for a in accounts.ACCOUNTS])

    assert len(people) == len(accounts.ACCOUNTS)
    assert all(p.check_password(accounts.PASSWORD) for p in people)
    assert User.objects.get(username="sanxing").roles.get().hall.name == "三星村支馆"


@pytest.mark.django_db
@pytest.mark.parametrize("replace", [False, True])
def test_real_halls_are_never_overwritten(nanhu, real_hall, shelf, replace):
    with pytest.raises(loading.RealData):
        loading.load(nanhu.tables, replace=replace)

    assert list(Hall.objects.all()) == [real_hall]


@pytest.mark.django_db
def test_a_second_load_asks_first_and_then_replaces(nanhu, shelf):
    loading.load(nanhu.tables)
    Activity.unscoped.update(note="改过")

    with pytest.raises(loading.AlreadyLoaded):
        loading.load(nanhu.tables)
    loading.load(nanhu.tables, replace=True)

    assert not Activity.unscoped.filter(note="改过").exists()
    assert Hall.objects.count() == len(nanhu.halls)


@pytest.mark.django_db
def test_a_load_that_breaks_off_leaves_nothing(nanhu, shelf):
    def killed(table):
        if table.model is Activity:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(nanhu.tables, files=nanhu.files, tell=killed)

    assert not Hall.objects.exists()
    assert not User.objects.exists()
    assert not any(default_storage.exists(name) for name in nanhu.files)


@pytest.mark.django_db
def test_the_command_says_why_it_refuses(real_hall):
    with pytest.raises(CommandError, match="真实的馆"):
        call_command("demo", "--yes", "--county", "330402", stdout=StringIO())


@pytest.mark.django_db
def test_the_command_names_the_accounts_of_what_is_already_there(nanhu, shelf):
    loading.load(nanhu.tables)
    said = StringIO()

    call_command("demo", "--accounts", stdout=said)

    assert "sanxing" in said.getvalue()
    assert "guanlian-demo" in said.getvalue()


@pytest.mark.django_db
def test_seeds_are_sealed_under_this_installations_key(nanhu, shelf):
    loading.load(nanhu.tables)

    drawn = list(Draw.objects.all())

    assert drawn
    assert all(sealed.decrypt(each.sealed) == each.seed for each in drawn if each.seed)
    assert all(each.sealed.startswith("gAAAA") for each in drawn)


@pytest.mark.django_db
def test_a_demonstration_of_today_leaves_the_worker_nothing_to_catch_up(shelf):
    today = localdate()
    loading.load(making.make(seed=7, until=today, today=today, counties=NANHU).tables)

    late = Admission.objects.filter(pk__in=draws.due(), closes_at__date__lt=today)

    assert not late.exists()
    assert absences.note() == 0
    assert restricting.restrict() == []
    assert releasing.lapse() == 0
    assert closing.close_overdue(today=today) == 0
