"""Scope by default: a query over hall records that forgot its scope is an error, never a leak."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class ScopeMissing(RuntimeError):
    """A guarded query was run without `within`, `public` or `everywhere`. Always a programming error."""


class GuardedQuerySet(models.QuerySet):
    """Runs only after it was told which halls it may see.

    `objects` of every hall record is such a QuerySet. Django's own machinery (uniqueness checks, related
    lookups from a record already held) uses the model's default manager, `unscoped`.
    """

    _open = False
    hall_path = "hall"

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._open = self._open
        clone.hall_path = self.hall_path
        return clone

    def _opened(self) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]
        clone._open = True
        return clone

    def within(self, halls: Any) -> Self:
        """Only records of `halls` (a QuerySet of halls, or their ids)."""
        return self.filter(**{f"{self.hall_path}__in": halls})._opened()

    def everywhere(self, *, because: str) -> Self:
        """Every hall's records. `because` says why that is right here, for whoever reads the code."""
        if not because:
            raise ValueError("say why the whole network may be seen here")
        return self._opened()

    def _check(self) -> None:
        if not self._open:
            raise ScopeMissing(
                f"{self.model.__name__}.objects was run without a scope: call .within(halls), "
                ".public() or .everywhere(because=…) first."
            )

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()
