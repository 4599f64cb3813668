"""The register of statements, where nothing can be counted."""

from django.utils.translation import gettext_lazy as _

from guanlian.assessment.models import Statement
from guanlian.kernel.registers import Group, Register, declare

declare(
    Register(
        slug="statements",
        model=Statement,
        edit="statement.make",
        group=Group.SUPPORT,
        rank=3,
        natural_key=("hall", "clause", "year"),
        dated="year",
        shown=("clause", "year", "holds", "stated_on"),
        search=("clause", "text"),
        filters=("holds",),
        ordering=("-year", "clause"),
        quick=("clause", "year", "holds", "text", "stated_on"),
        words={"one_statement_a_year": _("该馆这一年对这一条款已有说明")},
    )
)
