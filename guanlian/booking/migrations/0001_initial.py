import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.manager
import guanlian.kernel.states
from django.conf import settings
from django.db import migrations, models


from guanlian.kernel.whole import Whole


class Migration(Whole):

    initial = True

    dependencies = [
        ('accounts', '0005_people'),
        ('community', '0002_follow'),
        ('holds', '0001_initial'),
        ('network', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=24, unique=True)),
                ('every_weeks', models.PositiveSmallIntegerField(default=1, verbose_name='每几周')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None, verbose_name='星期')),
                ('first', models.DateField(verbose_name='从')),
                ('last', models.DateField(verbose_name='到')),
                ('opens', models.TimeField(verbose_name='开始')),
                ('closes', models.TimeField(verbose_name='结束')),
                ('skipped', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('for_hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.hall')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='accounts.person')),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='network.venue')),
            ],
            options={
                'verbose_name': '定期预约',
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('every_weeks__gte', 1), ('first__lte', models.F('last')), ('opens__lt', models.F('closes')), models.Q(('weekdays', []), _negated=True)), name='series_runs_forward')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=24, unique=True, verbose_name='编号')),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='时段')),
                ('status', models.CharField(choices=[('requested', '待审核'), ('confirmed', '已约定'), ('used', '已使用'), ('declined', '未通过'), ('cancelled', '已取消'), ('released', '未到，已让出')], max_length=10, verbose_name='状态')),
                ('purpose', models.CharField(max_length=120, verbose_name='用途')),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='人数')),
                ('channel', models.CharField(choices=[('online', '网上'), ('desk', '到馆'), ('phone', '电话')], default='online', max_length=6, verbose_name='方式')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='办理时间')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('checked_in_at', models.DateTimeField(blank=True, null=True, verbose_name='签到时间')),
                ('request_key', models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True)),
                ('acted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('for_hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='borrowed', to='network.hall', verbose_name='借用馆')),
                ('hold', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='reservation', to='holds.hold')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='accounts.person')),
                ('troupe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='community.troupe')),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='network.venue')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='booking.series')),
            ],
            options={
                'verbose_name': '场地预约',
                'indexes': [models.Index(fields=['venue', 'status'], name='booking_res_venue_i_cc6c24_idx'), models.Index(fields=['person', 'status'], name='booking_res_person__49f909_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False), ('period__upper_inf', False)), name='reservation_has_both_ends'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='declined_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'used'), _negated=True), ('checked_in_at__isnull', False), _connector='OR'), name='used_was_checked_in'), models.CheckConstraint(condition=models.Q(('person__isnull', False), ('for_hall__isnull', False), ('troupe__isnull', False), _connector='OR'), name='reserved_for_somebody')],
            },
            bases=(guanlian.kernel.states.Moving, models.Model),
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ReservationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(editable=False, max_length=24, verbose_name='编号')),
                ('period', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='时段')),
                ('status', models.CharField(choices=[('requested', '待审核'), ('confirmed', '已约定'), ('used', '已使用'), ('declined', '未通过'), ('cancelled', '已取消'), ('released', '未到，已让出')], max_length=10, verbose_name='状态')),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='人数')),
                ('channel', models.CharField(choices=[('online', '网上'), ('desk', '到馆'), ('phone', '电话')], default='online', max_length=6, verbose_name='方式')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='办理时间')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('checked_in_at', models.DateTimeField(blank=True, null=True, verbose_name='签到时间')),
                ('request_key', models.CharField(blank=True, editable=False, max_length=40, null=True)),
                ('acted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('for_hall', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.hall', verbose_name='借用馆')),
                ('hold', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='holds.hold')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='booking.reservation')),
                ('troupe', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='community.troupe')),
                ('venue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.venue')),
                ('series', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='booking.series')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='VenueRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('free', '自选时段'), ('slots', '固定场次')], default='free', max_length=6, verbose_name='方式')),
                ('slots', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=11), blank=True, default=list, help_text='如 09:00-11:00，每行一场', size=None, verbose_name='场次')),
                ('step_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='起止刻度（分钟）')),
                ('lead_hours', models.PositiveSmallIntegerField(default=2, verbose_name='至少提前（小时）')),
                ('ahead_days', models.PositiveSmallIntegerField(default=30, verbose_name='最多提前（天）')),
                ('longest_minutes', models.PositiveSmallIntegerField(default=180, verbose_name='每次最长（分钟）')),
                ('per_week', models.PositiveSmallIntegerField(default=3, verbose_name='每人每周最多（次）')),
                ('groups_only', models.BooleanField(default=False, verbose_name='只接受团队')),
                ('least_people', models.PositiveSmallIntegerField(default=1, verbose_name='至少人数')),
                ('approval', models.BooleanField(default=False, verbose_name='需要审核')),
                ('release_minutes', models.PositiveSmallIntegerField(default=20, help_text='开始后过了这个时间没有签到，场地让给别人；0 表示不需要签到', verbose_name='未签到保留（分钟）')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='使用须知')),
                ('venue', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rule', to='network.venue')),
            ],
            options={
                'verbose_name': '场地预约规则',
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mode', 'free'), ('slots', [])), models.Q(('mode', 'slots'), models.Q(('slots', []), _negated=True)), _connector='OR'), name='slots_where_there_are_slots'), models.CheckConstraint(condition=models.Q(('longest_minutes__gte', models.F('step_minutes')), ('per_week__gte', 1), ('step_minutes__gte', 5), ('ahead_days__gte', 1), ('least_people__gte', 1)), name='venue_rule_numbers')],
            },
        ),
        migrations.CreateModel(
            name='VenueRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('mode', models.CharField(choices=[('free', '自选时段'), ('slots', '固定场次')], default='free', max_length=6, verbose_name='方式')),
                ('slots', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=11), blank=True, default=list, help_text='如 09:00-11:00，每行一场', size=None, verbose_name='场次')),
                ('step_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='起止刻度（分钟）')),
                ('lead_hours', models.PositiveSmallIntegerField(default=2, verbose_name='至少提前（小时）')),
                ('ahead_days', models.PositiveSmallIntegerField(default=30, verbose_name='最多提前（天）')),
                ('longest_minutes', models.PositiveSmallIntegerField(default=180, verbose_name='每次最长（分钟）')),
                ('per_week', models.PositiveSmallIntegerField(default=3, verbose_name='每人每周最多（次）')),
                ('groups_only', models.BooleanField(default=False, verbose_name='只接受团队')),
                ('least_people', models.PositiveSmallIntegerField(default=1, verbose_name='至少人数')),
                ('approval', models.BooleanField(default=False, verbose_name='需要审核')),
                ('release_minutes', models.PositiveSmallIntegerField(default=20, help_text='开始后过了这个时间没有签到，场地让给别人；0 表示不需要签到', verbose_name='未签到保留（分钟）')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='使用须知')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='booking.venuerule')),
                ('venue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='network.venue')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
