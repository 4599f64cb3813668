"""Articles of the halls' sites."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


@kept_history()
class Article(HallRecord):
    """An article of a hall. Unpublished while `published_on` is empty."""

    CODE_PREFIX = "WZ"

    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"), blank=True)
    original = models.BooleanField(_("原创"), default=True)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("文章")
        constraints = [withdrawal_has_a_reason("article")]
        indexes = [models.Index(fields=["hall", "published_on"])]

    def __str__(self) -> str:
        return self.title
