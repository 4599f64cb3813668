"""Who is behind a session: read by a statement that stands ready, since every request of somebody signed in asks it."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from guanlian.accounts.models import User
from guanlian.kernel import rows


class Accounts(ModelBackend):
    """Django's own, but for how an account is read."""

    def get_user(self, user_id: int) -> User | None:
        """The account with that key, where it may sign in."""
        statement = f"SELECT {rows.columns(User, 'u')} FROM accounts_user u WHERE u.id = %s"
        found = rows.read(statement, [user_id])
        user = rows.instance(User, found[0]) if found else None
        return user if user is not None and self.user_can_authenticate(user) else None
