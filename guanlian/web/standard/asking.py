"""Which question a page of the standard asks: pack, year, as-of day, read from the address and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from guanlian.assessment import packs
from guanlian.assessment.packs import Pack
from guanlian.kernel.windows import Window
from guanlian.web.portal.addresses import Option, a_day, changed
from guanlian.web.standard.refusing import Unanswerable

DEFAULT_PACK: str = settings.STANDARD_PACK
YEARS_SHOWN = 3


@dataclass(frozen=True)
class Question:
    """A pack, a year, and the day as of which it is judged (None: the year's last day, or today while it runs)."""

    pack: Pack
    year: int
    as_of: date | None

    @property
    def title(self) -> str:
        """The pack's title in the reader's language."""
        return self.pack.title_en if english() else self.pack.title

    @property
    def source(self) -> str:
        """The pack's source in the reader's language."""
        return self.pack.source_en if english() else self.pack.source

    @property
    def query(self) -> dict[str, str]:
        """What an address needs to ask the same again."""
        asked = {"year": str(self.year)}
        if self.as_of is not None:
            asked["as_of"] = self.as_of.isoformat()
        if self.pack.id != DEFAULT_PACK:
            asked["pack"] = self.pack.id
        return asked


def question(request: HttpRequest) -> Question:
    """What the address asks. Unanswerable says which part of it can't be answered."""
    today = localdate()
    year = _year(request.GET.get("year", ""), today)
    as_of = a_day(request, "as_of")
    if request.GET.get("as_of") and as_of is None:
        raise Unanswerable(_("截至日期要写成 2026-11-22 这样。"))
    if as_of is not None and (as_of < Window.of_year(year).first or as_of > today):
        raise Unanswerable(_("截至日期要在 %(year)s 年之内，且不晚于今天。") % {"year": year})
    return Question(pack_called(request.GET.get("pack", DEFAULT_PACK)), year, as_of)


def _year(given: str, today: date) -> int:
    if not given:
        return today.year
    if not (given.isascii() and given.isdigit() and len(given) == 4 and int(given) >= 2000):
        raise Unanswerable(_("年份要写成 2026 这样的四位数。"))
    if int(given) > today.year:
        raise Unanswerable(_("%(year)s 年还没有开始，没有可看的结果。") % {"year": given})
    return int(given)


def pack_called(name: str) -> Pack:
    """The pack of that id. Unanswerable where none is shipped."""
    try:
        return packs.load(name)
    except KeyError:
        raise Unanswerable(_("没有名为“%(name)s”的标准。") % {"name": name[:60]}) from None


def years(request: HttpRequest, chosen: int) -> list[Option]:
    """The years to switch between: the running one and the two before, and the chosen one where it is older."""
    now = localdate().year
    offered = sorted({chosen, *range(now - YEARS_SHOWN + 1, now + 1)})
    return [Option(_year_words(y), changed(request, year=y, as_of=None), y == chosen, str(y)) for y in offered]


def _year_words(year: int) -> StrOrPromise:
    return _("%(year)s 年") % {"year": year}


def pack_options(request: HttpRequest, chosen: Pack) -> list[Option]:
    """The packs to switch between."""
    found = []
    for name in sorted(packs.shipped(), key=lambda name: (name != DEFAULT_PACK, name)):
        pack = packs.load(name)
        address = changed(request, pack=None if name == DEFAULT_PACK else name, tier=None, category=None, status=None)
        found.append(Option(pack.title_en if english() else pack.title, address, name == chosen.id, name))
    return found


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def category_of(pack: Pack, category: str) -> str:
    """The category's name in the reader's language."""
    return pack.categories.get(category, category) if english() else category
