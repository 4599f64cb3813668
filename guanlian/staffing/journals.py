"""A person's own notes in their work journal. What they did in the system is read from the records instead."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.guarding import GuardedQuerySet


class JournalNoteQuerySet(GuardedQuerySet):
    hall_path = "member__hall"


class JournalNote(models.Model):
    """A note of one's own about one day, by one's own wish: nobody is asked for it, and nothing is counted.

    It has no history: what somebody strikes out of their own journal is gone.
    """

    member = models.ForeignKey("staffing.StaffMember", on_delete=models.CASCADE, related_name="journal_notes")
    day = models.DateField(_("日期"))
    text = models.TextField(_("内容"), max_length=1000)

    unscoped = models.Manager()
    objects = JournalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作日志")
        constraints = [
            models.UniqueConstraint(name="one_note_a_day", fields=["member", "day"]),
            models.CheckConstraint(name="journal_note_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.day}"
