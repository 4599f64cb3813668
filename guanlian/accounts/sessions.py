"""Sessions in the database, so that signing out ends one everywhere at once; each is read together with its account.

By the database's clock: servers whose clocks are wrong agree on when a session ends.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored

from guanlian.accounts.account_sessions import AccountSession
from guanlian.accounts.models import User
from guanlian.kernel import rows

ACCOUNT = rows.Columns(User)


class SessionStore(Stored):
    """Django's own, but for how it is read. `account`: whose it is, once it was read."""

    account: User | None = None

    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def load(self) -> dict[str, Any]:
        found = rows.read(_read(), [self.session_key])
        if not found:
            self._session_key = None
            return {}
        data, *account = found[0]
        self.account = ACCOUNT.instance(account)
        return self.decode(data)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made: Any = super().create_model_instance(data)
        made.account_id = data.get(SESSION_KEY)
        return made


@cache
def _read() -> str:
    return f"""SELECT s.session_data, {ACCOUNT.of("u")}
        FROM accounts_accountsession s LEFT JOIN accounts_user u ON u.id = s.account_id
        WHERE s.session_key = %s AND s.expire_date > statement_timestamp()"""
