"""Tags of one's own pages: a person's sign, addresses that answer an offer."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from guanlian.accounts.models import Person

register = template.Library()


@register.simple_tag
def first_sign(person: Person) -> str:
    """What stands on somebody's seal: a Chinese name by its last sign, as families do; others by the first."""
    name = person.name.strip()
    if not name:
        return _("我")
    return name[-1] if "\u4e00" <= name[-1] <= "\u9fff" else name[0].upper()


@register.simple_tag
def answer(url_name: str, code: str) -> str:
    """The address that answers for the ticket with that code; nothing where that page does not exist."""
    try:
        return reverse(url_name, args=[code])
    except NoReverseMatch:
        return ""
