"""What an activity must know of somebody and nobody told before: asked where it is needed, kept for the next time."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from guanlian.accounts.households import needs_consent
from guanlian.accounts.models import Person, Relation, User
from guanlian.network.halls import Hall

NAME_LENGTH = 60


class CannotComplete(ValueError):
    """What was told can't be kept; `field` is what it is about, the message says why."""

    def __init__(self, field: str, why: str) -> None:
        self.field = field
        super().__init__(why)


def complete(
    *,
    person: Person,
    by: User,
    on: date,
    name: str = "",
    born_on: date | None = None,
    lives_at: Hall | None = None,
) -> Person:
    """Keep what is told of a member of one's own household and was not known; what is known stays as it is.

    Raises CannotComplete, for a child whose guardian did not consent too: the household's page asks for that.
    """
    if person.keeper_id != by.pk:
        raise CannotComplete("name", _("只能填写本人和家人的信息。"))
    fields = []
    if name.strip() and not person.name:
        person.name = name.strip()[:NAME_LENGTH]
        fields.append("name")
    if born_on is not None and person.born_on is None:
        _require_birthday(person, born_on, on)
        person.born_on = born_on
        fields.append("born_on")
    if lives_at is not None and person.lives_at_id is None:
        person.lives_at = lives_at
        fields.append("lives_at")
    if fields:
        person.save(update_fields=fields)
    if "name" in fields and person.relation == Relation.SELF and not by.name:
        by.name = person.name
        by.save(update_fields=["name"])
    return person


def _require_birthday(person: Person, born_on: date, on: date) -> None:
    if born_on > localdate():
        raise CannotComplete("born_on", _("出生日期不能晚于今天。"))
    if needs_consent(born_on, on) and (person.relation == Relation.SELF or person.consent_at is None):
        raise CannotComplete("born_on", _("不满 14 周岁的孩子，请由家长在“我的家人”里添加并勾选同意，再为孩子报名。"))
