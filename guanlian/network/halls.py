"""Halls and the dated links between them."""

from __future__ import annotations

from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.fields import overlapping, same
from guanlian.kernel.ledger import moves_the_ledger


class Tier(models.TextChoices):
    """The tiers of the network, from the top."""

    PROVINCE = "province", _("省馆")
    CENTRAL = "central", _("中心馆")
    MAIN = "main", _("总馆")
    BRANCH = "branch", _("分馆")
    SUBBRANCH = "subbranch", _("支馆")


SUBTREE = """
    WITH RECURSIVE below(hall_id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT l.hall_id FROM network_halllink l JOIN below b ON l.parent_id = b.hall_id WHERE l.period @> %s::date
    ) SELECT hall_id FROM below"""

SUPERTREE = """
    WITH RECURSIVE above(hall_id) AS (
        SELECT %s::bigint
        UNION
        SELECT l.parent_id FROM network_halllink l JOIN above a ON l.hall_id = a.hall_id
        WHERE l.period @> %s::date AND l.parent_id IS NOT NULL
    ) SELECT hall_id FROM above"""


class HallQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Halls that belong to the network on `day`, each with its `tier` and `parent_now` of that day."""
        return self.filter(links__period__contains=day).annotate(
            tier=models.F("links__tier"), parent_now=models.F("links__parent_id")
        )

    def of_tier(self, tier: str, day: date) -> Self:
        """Halls that are of `tier` on `day`."""
        return self.on(day).filter(links__tier=tier)

    def under(self, roots: list[int] | models.QuerySet, day: date) -> Self:
        """The halls with ids `roots` (or a QuerySet of such ids) and all below them on `day`, in one statement."""
        if isinstance(roots, models.QuerySet):
            try:
                ids, params = roots.query.sql_with_params()
            except EmptyResultSet:
                return self.none()
            return self.filter(pk__in=RawSQL(SUBTREE.replace("%s::bigint[]", f"ARRAY({ids})"), [*params, day]))
        return self.filter(pk__in=RawSQL(SUBTREE, [roots, day]))

    def above(self, hall_id: int, day: date) -> Self:
        """The hall with id `hall_id` and all that it stands below on `day`, in one statement."""
        return self.filter(pk__in=RawSQL(SUPERTREE, [hall_id, day]))


@pghistory.track()
class Hall(models.Model):
    """One public cultural hall. What it is in the network (tier, parent) is dated and stands in its links."""

    class Place(models.TextChoices):
        CITY_HALL = "city_hall", _("市文化馆")
        COUNTY_HALL = "county_hall", _("县（市、区）文化馆")
        TOWN_STATION = "town_station", _("镇（街道）综合文化站")
        VILLAGE_HALL = "village_hall", _("文化礼堂")
        COMMUNITY_CENTRE = "community_centre", _("社区文化活动中心")

    class Precision(models.TextChoices):
        SURVEYED = "surveyed", _("实测")
        APPROXIMATE = "approximate", _("约略")
        MADE_UP = "made_up", _("演示（虚构）")

    code = models.CharField(_("馆代码"), max_length=12, unique=True, help_text=_("行政区划代码"))
    name = models.CharField(_("馆名"), max_length=80)
    area_name = models.CharField(_("所在地"), max_length=60, help_text=_("行政区划名称"))
    place_kind = models.CharField(_("设施"), max_length=20, choices=Place.choices)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    precision = models.CharField(_("位置精度"), max_length=12, choices=Precision.choices, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = HallQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("文化馆")
        constraints = [
            models.CheckConstraint(
                name="hall_location_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/halls/{self.code}/"


@moves_the_ledger
@pghistory.track()
class HallLink(models.Model):
    """A hall's tier and parent from one day until just before another. A hall has one link at a time.

    The link's end says why it ended: re-parented, closed, or merged into a `successor`, which then answers for
    the hall's records of the running window.
    """

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="links")
    parent = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="child_links", null=True, blank=True)
    tier = models.CharField(_("层级"), max_length=12, choices=Tier.choices)
    period = DateRangeField(_("起止"))
    successor = models.ForeignKey(
        Hall,
        on_delete=models.PROTECT,
        related_name="predecessor_links",
        null=True,
        blank=True,
        verbose_name=_("并入"),
    )
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(name="one_link_at_a_time", expressions=[same("hall_id"), overlapping()]),
            models.CheckConstraint(name="no_hall_above_itself", condition=~Q(parent=models.F("hall"))),
            models.CheckConstraint(
                name="only_ended_links_have_successors",
                condition=Q(successor__isnull=True) | Q(period__upper_inf=False),
            ),
            models.CheckConstraint(name="link_not_empty", condition=Q(period__isempty=False, period__lower_inf=False)),
        ]
        indexes = [
            models.Index(fields=["parent", "hall"]),
            GistIndex(fields=["period"], name="link_period_gist"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="parent_is_of_a_higher_tier",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("ranks", "text[] := ARRAY['province','central','main','branch','subbranch']")],
                func="""
                    IF NEW.parent_id IS NOT NULL AND EXISTS (
                        SELECT 1 FROM network_halllink p
                        WHERE p.hall_id = NEW.parent_id AND p.period && NEW.period
                          AND array_position(ranks, p.tier::text) >= array_position(ranks, NEW.tier::text)
                    ) THEN
                        RAISE EXCEPTION 'a hall''s parent must be of a higher tier' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.hall} · {self.get_tier_display()}"


@moves_the_ledger
class HallPopulation(models.Model):
    """Residents (常住人口) of a hall's area, by year."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="populations", verbose_name=_("馆"))
    year = models.PositiveSmallIntegerField(_("年份"))
    residents = models.PositiveIntegerField(_("常住人口"), help_text=_("人"))
    source = models.CharField(_("来源"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("常住人口")
        constraints = [models.UniqueConstraint(name="one_population_a_year", fields=["hall", "year"])]

    def __str__(self) -> str:
        return f"{self.hall} {self.year}: {self.residents}"
