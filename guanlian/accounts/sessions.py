"""Sessions in the database, so that signing out ends one everywhere at once; read by a statement that stands ready.

By the database's clock: servers whose clocks are wrong agree on when a session ends.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored

from guanlian.kernel import rows

READ = """SELECT session_key, session_data, expire_date FROM django_session
    WHERE session_key = %s AND expire_date > statement_timestamp()"""


class SessionStore(Stored):
    """Django's own, but for how it is read."""

    def _get_session_from_db(self) -> Any:
        found = rows.read(READ, [self.session_key])
        if found:
            key, data, expires = found[0]
            return self.model(session_key=key, session_data=data, expire_date=expires)
        self._session_key = None
        return None
