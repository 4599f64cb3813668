"""Venues: the rooms and grounds of a hall that people can use."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guanlian.holds.models import Resource
from guanlian.network.records import HallRecord, kept_history, withdrawal_has_a_reason


class VenueKind(models.TextChoices):
    """Kinds of space that the standard names (中心馆 and 总馆, 免费开放), and outdoor ground."""

    MULTI_FUNCTION = "multi_function", _("多功能厅")
    EXHIBITION = "exhibition_hall", _("展览厅")
    TRAINING = "training_room", _("培训教室")
    DANCE = "dance_room", _("舞蹈排练室")
    STUDY = "study_room", _("独立学习室")
    READING = "reading_room", _("公共电子阅览室")
    STAGE = "outdoor_stage", _("室外舞台")
    VILLAGE_HALL = "village_hall", _("礼堂")
    OTHER = "other", _("其他")


class Art(models.TextChoices):
    """Art forms, for study rooms, troupes, works and specialities."""

    MUSIC = "music", _("音乐")
    CHOIR = "choir", _("合唱")
    DANCE = "dance", _("舞蹈")
    OPERA = "opera", _("戏曲")
    FOLK_SONG = "folk_song", _("田歌民谣")
    QUYI = "quyi", _("曲艺")
    SHADOW = "shadow", _("皮影")
    DRAMA = "drama", _("戏剧小品")
    CALLIGRAPHY = "calligraphy", _("书法")
    PAINTING = "painting", _("美术")
    PHOTOGRAPHY = "photography", _("摄影")
    CRAFT = "craft", _("民间工艺")
    LITERATURE = "literature", _("文学")
    OTHER = "other", _("其他")


@kept_history()
class Venue(HallRecord):
    """One room or ground. Its resource is what a hold takes."""

    CODE_PREFIX = "CD"

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("种类"), max_length=20, choices=VenueKind.choices)
    art = models.CharField(_("门类"), max_length=20, choices=Art.choices, blank=True, help_text=_("独立学习室填写"))
    capacity = models.PositiveIntegerField(_("容纳人数"), null=True, blank=True)
    area_m2 = models.DecimalField(_("面积（平方米）"), max_digits=8, decimal_places=1, null=True, blank=True)
    equipment = models.CharField(_("设备"), max_length=300, blank=True)
    step_free = models.BooleanField(_("无障碍通行"), default=False)
    free = models.BooleanField(_("免费"), default=True)
    bookable = models.BooleanField(_("可预约"), default=True)
    period = DateRangeField(_("启用起止"))
    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("场地")
        constraints = [withdrawal_has_a_reason("venue")]
        indexes = [models.Index(fields=["hall", "kind"])]

    def __str__(self) -> str:
        return self.name
