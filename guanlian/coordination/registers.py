"""Registers of documents in force, budgets, guidance and support given."""

from django.utils.translation import gettext_lazy as _

from guanlian.coordination.models import BudgetLine, Document, Support
from guanlian.kernel.registers import Group, Register, declare

declare(
    Register(
        slug="documents",
        model=Document,
        group=Group.SUPPORT,
        rank=0,
        natural_key=("hall", "title", "issued_on"),
        dated="period",
        shown=("title", "kind", "number", "issued_on", "period"),
        search=("title", "number"),
        filters=("kind",),
        ordering=("-issued_on",),
        quick=("title", "kind", "issued_on", "covers", "period"),
    ),
    Register(
        slug="budgets",
        model=BudgetLine,
        group=Group.SUPPORT,
        rank=1,
        natural_key=("hall", "year", "subject"),
        dated="year",
        shown=("year", "subject", "amount", "recurrent", "spent"),
        search=("subject",),
        filters=("recurrent",),
        ordering=("-year", "code"),
        quick=("year", "subject", "amount", "recurrent", "spent"),
        words={"budget_not_negative": _("金额不能小于 0")},
    ),
    Register(
        slug="support",
        model=Support,
        group=Group.SUPPORT,
        rank=2,
        natural_key=("hall", "receiver", "kind", "given_on", "subject"),
        dated="given_on",
        shown=("subject", "receiver", "kind", "given_on"),
        search=("subject", "receiver__name"),
        filters=("kind",),
        ordering=("-given_on",),
        quick=("receiver", "kind", "given_on", "subject"),
        words={"support_goes_to_another_hall": _("受助馆不能是本馆")},
    ),
)
