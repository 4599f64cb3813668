import django.db.models.deletion
import guanlian.kernel.states
import guanlian.messaging.models
from django.conf import settings
from django.db import migrations, models


from guanlian.kernel.whole import Whole


class Migration(Whole):

    initial = True

    dependencies = [
        ('accounts', '0005_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.CharField(blank=True, help_text='没有账号的人', max_length=20)),
                ('topic', models.CharField(choices=[('place', '报名与名额'), ('booking', '场地预约'), ('reminder', '到期提醒'), ('answer', '意见答复'), ('troupe', '团队与志愿服务'), ('feedback', '评价邀请'), ('work', '工作事项')], max_length=10)),
                ('kind', models.CharField(max_length=40)),
                ('params', models.JSONField(default=dict)),
                ('about', models.CharField(blank=True, help_text='本站地址', max_length=200)),
                ('key', models.CharField(blank=True, help_text='同一件事只说一次', max_length=120, null=True, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='inbox', to=settings.AUTH_USER_MODEL)),
                ('code', models.CharField(default=guanlian.messaging.models.message_code, editable=False, max_length=16, unique=True)),
                ('put_away_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['to', '-made_at'], name='messaging_m_to_id_423103_idx'), models.Index(condition=models.Q(('read_at', None)), fields=['to'], name='unread_messages')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to__isnull', False), models.Q(('phone', ''), _negated=True), _connector='OR'), name='message_reaches_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('sms', '短信'), ('email', '电子邮件')], max_length=6)),
                ('status', models.CharField(choices=[('queued', '待发'), ('going', '正在发'), ('sent', '已发'), ('failed', '没有发出'), ('unsure', '不确定是否发出'), ('dropped', '不再需要')], default='queued', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='messaging.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['due_at'], name='outbox'), models.Index(condition=models.Q(('status', 'going')), fields=['claimed_at'], name='on_their_way'), models.Index(condition=models.Q(('status__in', ['failed', 'unsure'])), fields=['-claimed_at'], name='in_trouble')],
                'constraints': [models.UniqueConstraint(fields=('message', 'channel'), name='one_sending_a_channel'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='sent_has_its_time')],
            },
            bases=(guanlian.kernel.states.Moving, models.Model),
        ),
        migrations.CreateModel(
            name='Unwanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('place', '报名与名额'), ('booking', '场地预约'), ('reminder', '到期提醒'), ('answer', '意见答复'), ('troupe', '团队与志愿服务'), ('feedback', '评价邀请'), ('work', '工作事项')], max_length=10)),
                ('channel', models.CharField(choices=[('sms', '短信'), ('email', '电子邮件')], max_length=6)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unwanted', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('user', 'topic', 'channel'), name='unwanted_once')],
            },
        ),
    ]
