"""From memory into the database: one transaction, by COPY, history kept from that moment on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pghistory.trigger
import pgtrigger
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from guanlian.accounts.models import User
from guanlian.demo import verifying
from guanlian.demo.tables import Table, Tables
from guanlian.network.models import Hall

BIG = 20_000
Tell = Callable[[Table], None]


class RealData(Exception):
    """The database holds halls that are no demonstration; the message says what to do instead."""


class AlreadyLoaded(Exception):
    """The database already holds data; the message says how to replace it."""


def own_models() -> list[type[models.Model]]:
    """Every model of the product with its own table, joins included; accounts aside."""
    found = []
    for app in apps.get_app_configs():
        if app.name.startswith("guanlian."):
            found += [m for m in app.get_models(include_auto_created=True) if m is not User and m._meta.managed]
    return found


def check(*, replace: bool) -> None:
    """Refuse to load over real data (always), or over any data unless `replace`.

    Raises RealData or AlreadyLoaded.
    """
    if Hall.objects.filter(is_demo=False).exists():
        raise RealData(_("数据库里已有真实的馆，不能载入演示数据。请另建一个空数据库（设置 DATABASE_URL）再试。"))
    # Records stand at halls: where there is no hall there is no record.
    if not replace and Hall.objects.exists():
        raise AlreadyLoaded(
            _("数据库里已有演示数据。要清空后重新载入，请加 --yes；演示馆中后来录入的内容也会一并清除。")
        )


def load(
    tables: Tables, *, files: Mapping[str, bytes] | None = None, replace: bool = False, tell: Tell | None = None
) -> None:
    """Write all rows and `files` (by their name in the default storage), or none.

    `tell` hears of each table once it is in. Raises RealData or AlreadyLoaded.
    """
    written: list[str] = []
    try:
        with transaction.atomic():
            _write(tables, replace=replace, tell=tell)
            for name, content in (files or {}).items():
                default_storage.delete(name)
                written.append(default_storage.save(name, ContentFile(content)))
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _write(tables: Tables, *, replace: bool, tell: Tell | None) -> None:
    with connection.cursor() as cursor:
        # Nobody may add a hall between the check and the load.
        cursor.execute(f"LOCK TABLE {Hall._meta.db_table} IN EXCLUSIVE MODE")
        check(replace=replace)
        if replace:
            _clear()
        # Tables with checks due can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        keys = _drop_keys(cursor, tables)
        _switch(cursor, "DISABLE")
        for table in tables:
            _copy(cursor, table)
            if tell is not None:
                tell(table)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        # The other keys are checked here, not at commit: triggers can't be switched on while checks are due.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _switch(cursor, "ENABLE")
        verifying.verify(cursor)


def analyse(tables: Tables) -> None:
    """Tell the planner what is in the tables now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{t.model._meta.db_table}"' for t in tables))


def _switch(cursor: Any, how: str) -> None:
    """History triggers (the demonstration begins without a past) and those whose rule `verifying` sees to."""
    for model, trigger in pgtrigger.registered():
        if isinstance(trigger, pghistory.trigger.Event) or trigger.name in verifying.INSTEAD_OF:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" {how} TRIGGER "{trigger.get_pgid(model)}"')


def _drop_keys(cursor: Any, tables: Tables) -> list[tuple[str, str, str]]:
    """Take the foreign keys off the big tables until they are full: one join checks a key far quicker than each row.

    Returns table, name and definition of each. It all happens in the one transaction: no reader ever sees it.
    """
    names = [t.model._meta.db_table for t in tables if len(t.rows) > BIG]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
        [names],
    )
    keys = list(cursor.fetchall())
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return keys


def _clear() -> None:
    """Empty every table of the product. Accounts that are no demonstration stay, without their roles."""
    names = ", ".join(f'"{m._meta.db_table}"' for m in own_models())
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY")
    User.objects.filter(is_demo=True).delete()


def _copy(cursor: Any, table: Table) -> None:
    name = table.model._meta.db_table
    quoted = ", ".join(f'"{c}"' for c in table.columns)
    with cursor.cursor.copy(f'COPY "{name}" ({quoted}) FROM STDIN') as copy:
        for row in table.rows_sealed():
            copy.write_row(row)
    if table.model is not User:  # demonstration accounts have keys of their own, far from those given out
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{name}"', max(1, len(table.rows))])
