"""Text, numbers, yes or no, and choices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from guanlian.kernel.columns.base import CHINESE, BadCell, Cell, Column, clean_text, written
from guanlian.kernel.columns.dated import YEARS_AHEAD, within

_SEPARATORS = re.compile(r"[、,，;；\n]+")
_INTEGER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+")
_YES = frozenset({"是", "有", "y", "yes", "true", "1", "√"})
_NO = frozenset({"否", "无", "n", "no", "false", "0", "×"})


@dataclass(kw_only=True)
class TextColumn(Column):
    """A line or a few lines of text."""

    kind = lazy("文字")
    empty = ""
    max_length: int | None = None
    long: bool = False

    def parse(self, cell: Cell) -> str:
        text = written(cell)
        if self.max_length and len(text) > self.max_length:
            raise BadCell(_("最多 %(most)s 个字，现有 %(now)s 个") % {"most": self.max_length, "now": len(text)})
        return text

    def canon(self, stored: str | None) -> str:
        return clean_text(stored or "")

    @property
    def widget(self) -> str:
        return "long" if self.long else "text"


@dataclass(kw_only=True)
class CodeColumn(TextColumn):
    """The code of the record itself: letters, digits and hyphens."""

    kind = lazy("编号")

    def parse(self, cell: Cell) -> str:
        text = super().parse(cell).upper()
        if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", text):
            raise BadCell(_("编号只含字母、数字和连字符"))
        return text


@dataclass(kw_only=True)
class IntegerColumn(Column):
    """A whole number, within its field's range."""

    kind = lazy("整数")
    widget = "number"
    numeric = True
    least: int | None = 0
    most: int | None = None

    def parse(self, cell: Cell) -> int:
        number = self._whole(cell)
        if self.least is not None and number < self.least:
            raise BadCell(_("不能小于 %s") % self.least)
        if self.most is not None and number > self.most:
            raise BadCell(_("不能大于 %s") % self.most)
        return number

    def _whole(self, cell: Cell) -> int:
        if isinstance(cell, float) and cell.is_integer():
            return int(cell)
        if isinstance(cell, int) and not isinstance(cell, bool):
            return cell
        text = unicodedata.normalize("NFKC", written(cell))
        if not _INTEGER.fullmatch(text):
            raise BadCell(_("应为整数，不带单位和文字"))
        return int(text.replace(",", ""))

    @property
    def example(self) -> str:
        return "120" if self.most is None or self.most >= 120 else str(self.most)


@dataclass(kw_only=True)
class YearColumn(IntegerColumn):
    """A calendar year."""

    kind = lazy("年份")

    def parse(self, cell: Cell) -> int:
        year = self._whole(cell)
        within(date(min(max(year, 1), 9999), 1, 1), YEARS_AHEAD)
        return year

    @property
    def example(self) -> str:
        return "2025"


@dataclass(kw_only=True)
class DecimalColumn(Column):
    """A number with a fixed number of places."""

    kind = lazy("数字")
    widget = "number"
    numeric = True
    places: int = 2
    digits: int = 12
    least: Decimal | None = Decimal(0)

    def parse(self, cell: Cell) -> Decimal:
        number = self._number(cell)
        if self.least is not None and number < self.least:
            raise BadCell(_("不能小于 %s") % self.least)
        if number != round(number, self.places):
            raise BadCell(_("最多 %s 位小数") % self.places)
        if abs(number) >= Decimal(10) ** (self.digits - self.places):
            raise BadCell(_("数字过大"))
        return round(number, self.places)

    def _number(self, cell: Cell) -> Decimal:
        if isinstance(cell, bool):
            raise BadCell(_("应为数字，不带单位和文字"))
        text = unicodedata.normalize("NFKC", repr(cell) if isinstance(cell, float) else written(cell))
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation as wrong:
            raise BadCell(_("应为数字，不带单位和文字")) from wrong
        if not number.is_finite():
            raise BadCell(_("应为数字，不带单位和文字"))
        return number

    @property
    def example(self) -> str:
        return "59." + "9" * self.places if self.places else "60"


@dataclass(kw_only=True)
class BooleanColumn(Column):
    """Yes or no."""

    kind = lazy("是或否")
    widget = "choice"

    def parse(self, cell: Cell) -> bool:
        if isinstance(cell, bool):
            return cell
        text = unicodedata.normalize("NFKC", written(cell)).lower()
        if text in _YES:
            return True
        if text in _NO:
            return False
        raise BadCell(_("请填“是”或“否”"))

    def cells(self, value: bool | None) -> tuple[Cell, ...]:
        return (None if value is None else "是" if value else "否",)

    def text(self, value: bool | None) -> str:
        return "" if value is None else _("是") if value else _("否")

    @cached_property
    def words(self) -> list[str]:
        """What the drop-down list of a workbook offers."""
        return ["是", "否"]

    @property
    def picks(self) -> list[tuple[str, str]]:
        """What a form's list offers: (value posted, words)."""
        return [("是", _("是")), ("否", _("否"))]


class _Choosing(Column):
    """Shared by one choice and several."""

    @cached_property
    def _known(self) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for language in ("en", CHINESE):
            with override(language):
                known |= {clean_text(str(label)).lower(): value for value, label in self.options}
        return known | {str(value).lower(): value for value, _label in self.options}

    def _pick(self, text: str) -> Any:
        value = self._known.get(text.lower(), self)
        if value is self:
            raise BadCell(_("不在选项之内；可填：%s") % "、".join(str(label) for _value, label in self.options))
        return value

    @cached_property
    def _chinese(self) -> dict[Any, str]:
        with override(CHINESE):
            return {value: str(label) for value, label in self.options}

    @cached_property
    def words(self) -> list[str]:
        """What the drop-down list of a workbook offers."""
        return list(self._chinese.values())

    @property
    def picks(self) -> list[tuple[str, str]]:
        """What a form's list offers: (value posted, words)."""
        return [(str(value), str(label)) for value, label in self.options]

    def _label(self, value: Any) -> str:
        return next((str(label) for known, label in self.options if known == value), str(value))


@dataclass(kw_only=True)
class ChoiceColumn(_Choosing):
    """One of a list, written by its Chinese label; its English label and its value are understood too."""

    kind = lazy("从选项中选一项")
    widget = "choice"

    def parse(self, cell: Cell) -> Any:
        return self._pick(written(cell))

    def canon(self, stored: Any) -> Any:
        return self.empty if stored in ("", None) else stored

    def store(self, value: Any) -> Any:
        return self.stored_blank if value is None else value

    stored_blank: Any = ""

    def cells(self, value: Any) -> tuple[Cell, ...]:
        return (None if value is None else self._chinese.get(value, str(value)),)

    def text(self, value: Any) -> str:
        return "" if value is None else self._label(value)

    def inputs(self, value: Any) -> tuple[str, ...]:
        return ("" if value is None else str(value),)


@dataclass(kw_only=True)
class ChoicesColumn(_Choosing):
    """Several of a list, separated by 、."""

    kind = lazy("可选多项，用“、”隔开")
    widget = "choices"
    empty = ()

    def read(self, cells: Sequence[Cell]) -> tuple[Any, ...]:
        if len(cells) > 1 and any(cells[1:]):  # a form posts each choice by itself
            return self._sorted(self._pick(written(cell)) for cell in cells if cell)
        return super().read(cells)

    def parse(self, cell: Cell) -> tuple[Any, ...]:
        whole = self._known.get(written(cell).lower())
        if whole is not None:  # a label may itself hold a 、
            return (whole,)
        return self._sorted(self._pick(part.strip()) for part in self._parts(written(cell)))

    def _parts(self, text: str) -> list[str]:
        """The labels in `text`; the longest known first, since a label may itself hold a separator."""
        held = sorted((known for known in self._known if _SEPARATORS.search(known)), key=len, reverse=True)
        found: list[str] = []
        for label in held:
            position = text.lower().find(label)
            if position >= 0:
                found.append(label)
                text = text[:position] + text[position + len(label) :]
        return found + [part for part in _SEPARATORS.split(text) if part.strip()]

    def _sorted(self, values: Any) -> tuple[Any, ...]:
        chosen = set(values)
        return tuple(value for value, _label in self.options if value in chosen)

    def canon(self, stored: Any) -> tuple[Any, ...]:
        return self._sorted(stored or ())

    def store(self, value: tuple[Any, ...]) -> list[Any]:
        return list(value)

    def cells(self, value: tuple[Any, ...]) -> tuple[Cell, ...]:
        return ("、".join(self._chinese[each] for each in value),)

    def text(self, value: tuple[Any, ...]) -> str:
        return "、".join(self._label(each) for each in value)

    def inputs(self, value: tuple[Any, ...]) -> tuple[str, ...]:
        return tuple(str(each) for each in value)
