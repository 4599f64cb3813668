"""What changed after an activity was public: cancellations that can be undone, and changes people were not told yet."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Cancellation(models.Model):
    """An activity was called off: why, by whom, and how its entries stood, so that it can be undone.

    `entries`: codes of registrations by the state in which they were.
    """

    activity = models.ForeignKey("programme.Activity", on_delete=models.PROTECT, related_name="cancellations")
    why = models.CharField(_("取消原因"), max_length=200)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    entries = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("取消")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(name="cancelled_once", fields=["activity"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="cancellation_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return self.why


class Untold(models.Model):
    """An activity as people were last told of it, where it has changed since. The database writes it on every path that
    changes a public activity; `announcing` tells those concerned and takes it away.

    `stood`: whether it was on (scheduled and not withdrawn). `why`: the reason, where the path asked for one.
    """

    activity = models.OneToOneField("programme.Activity", on_delete=models.CASCADE, related_name="untold")
    stood = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.ForeignKey("network.Hall", on_delete=models.PROTECT, null=True, related_name="+")
    venue = models.ForeignKey("network.Venue", on_delete=models.PROTECT, null=True, related_name="+")
    place_note = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.activity_id)


keeps_what_was_told = pgtrigger.Trigger(
    name="keeps_what_was_told",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf(
        "status", "starts_at", "ends_at", "place_id", "venue_id", "place_note", "withdrawn_at"
    ),
    condition=pgtrigger.Condition(
        "(OLD.status IN ('scheduled', 'cancelled') AND"
        " (OLD.status, OLD.starts_at, OLD.ends_at, OLD.place_id, OLD.venue_id, OLD.place_note, OLD.withdrawn_at)"
        " IS DISTINCT FROM"
        " (NEW.status, NEW.starts_at, NEW.ends_at, NEW.place_id, NEW.venue_id, NEW.place_note, NEW.withdrawn_at))"
    ),
    func="""
        INSERT INTO programme_untold (activity_id, stood, starts_at, ends_at, place_id, venue_id, place_note, why)
            SELECT OLD.id, OLD.status = 'scheduled' AND OLD.withdrawn_at IS NULL,
                   OLD.starts_at, OLD.ends_at, OLD.place_id, OLD.venue_id, OLD.place_note, ''
            WHERE EXISTS (SELECT 1 FROM programme_admission WHERE activity_id = OLD.id)
               OR EXISTS (SELECT 1 FROM community_shift WHERE activity_id = OLD.id AND called_off_at IS NULL)
            ON CONFLICT DO NOTHING;
        RETURN NULL;
    """,
)
keeps_to_its_lessons = pgtrigger.Trigger(
    name="keeps_to_its_lessons",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("starts_at", "ends_at", "lessons"),
    condition=pgtrigger.Condition(
        "((OLD.starts_at, OLD.ends_at, OLD.lessons) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.lessons))"
    ),
    declare=[("listed", "int"), ("standing", "int"), ("first", "timestamptz"), ("last", "timestamptz")],
    func="""
        SELECT count(*), count(*) FILTER (WHERE called_off_at IS NULL),
               min(starts_at) FILTER (WHERE called_off_at IS NULL), max(ends_at) FILTER (WHERE called_off_at IS NULL)
            INTO listed, standing, first, last FROM programme_session WHERE activity_id = NEW.id;
        IF listed > 1 AND standing > 0
           AND (NEW.starts_at, NEW.ends_at, NEW.lessons) IS DISTINCT FROM (first, last, standing::smallint) THEN
            RAISE EXCEPTION 'an activity keeps to its lessons' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
its_one_session_follows = pgtrigger.Trigger(
    name="its_one_session_follows",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("starts_at", "ends_at", "venue_id"),
    condition=pgtrigger.Condition(
        "((OLD.starts_at, OLD.ends_at, OLD.venue_id) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.venue_id))"
    ),
    func="""
        IF (SELECT count(*) FROM programme_session WHERE activity_id = NEW.id) = 1 THEN
            UPDATE programme_session SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, venue_id = NEW.venue_id
                WHERE activity_id = NEW.id AND roll_closed_at IS NULL
                  AND (starts_at, ends_at, venue_id) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.venue_id);
        END IF;
        RETURN NULL;
    """,
)
the_activity_follows = pgtrigger.Trigger(
    name="the_activity_follows",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    declare=[
        ("listed", "int"), ("standing", "int"), ("first", "timestamptz"), ("last", "timestamptz"), ("whose", "bigint"),
    ],
    func="""
        whose := CASE WHEN TG_OP = 'DELETE' THEN OLD.activity_id ELSE NEW.activity_id END;
        SELECT count(*), count(*) FILTER (WHERE called_off_at IS NULL),
               min(starts_at) FILTER (WHERE called_off_at IS NULL), max(ends_at) FILTER (WHERE called_off_at IS NULL)
            INTO listed, standing, first, last FROM programme_session WHERE activity_id = whose;
        IF standing > 0 THEN
            UPDATE programme_activity a
                SET starts_at = first, ends_at = last,
                    lessons = CASE WHEN listed > 1 THEN standing ELSE a.lessons END
                WHERE a.id = whose AND ((a.starts_at, a.ends_at) IS DISTINCT FROM (first, last)
                    OR (listed > 1 AND a.lessons <> standing));
        END IF;
        RETURN NULL;
    """,
)  # fmt: skip
