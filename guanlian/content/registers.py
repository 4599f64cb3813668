"""The register of articles."""

from guanlian.content.models import Article
from guanlian.kernel.registers import Group, Register, declare

declare(
    Register(
        slug="articles",
        model=Article,
        group=Group.WORKS,
        rank=7,
        natural_key=("hall", "title", "published_on"),
        dated="published_on",
        shown=("title", "original", "published_on"),
        search=("title", "body"),
        filters=("original",),
        ordering=("-published_on", "code"),
        quick=("title", "original", "published_on"),
    )
)
