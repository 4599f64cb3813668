import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import guanlian.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_cache_table'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('network', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(choices=[('zh-hans', '简体中文'), ('en', 'English')], default='zh-hans', max_length=8, verbose_name='语言'),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('relation', models.CharField(choices=[('self', '本人'), ('child', '子女'), ('parent', '父母'), ('spouse', '配偶'), ('other', '其他家人'), ('guest', '到馆登记')], max_length=8, verbose_name='关系')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, help_text='没有账号的人，馆里怎样联系', max_length=20, verbose_name='手机号')),
                ('born_on', models.DateField(blank=True, null=True, verbose_name='出生日期')),
                ('added_on', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='加入日期')),
                ('consent_at', models.DateTimeField(blank=True, null=True, verbose_name='监护人同意时间')),
                ('consent_by', models.CharField(blank=True, max_length=60, verbose_name='同意的监护人')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='移出时间')),
                ('entered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hall', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='network.hall')),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='household', to=settings.AUTH_USER_MODEL)),
                ('lives_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='residents', to='network.hall', verbose_name='居住地（镇、街道或村、社区）')),
            ],
            options={
                'verbose_name': '参与人',
                'constraints': [models.UniqueConstraint(condition=models.Q(('relation', 'self'), ('removed_at', None)), fields=('keeper',), name='one_self_an_account'), models.CheckConstraint(condition=models.Q(models.Q(('hall__isnull', False), ('keeper', None), ('relation', 'guest')), models.Q(models.Q(('relation', 'guest'), _negated=True), ('hall', None), ('keeper__isnull', False)), _connector='OR'), name='kept_by_an_account_or_a_hall'), models.CheckConstraint(condition=models.Q(('born_on', None), ('born_on__lte', guanlian.kernel.fields.YearsBefore('added_on', 14)), models.Q(('consent_at__isnull', False), models.Q(('consent_by', ''), _negated=True), models.Q(('relation', 'self'), _negated=True)), _connector='OR'), name='a_child_has_a_guardians_consent')],
                'indexes': [],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.CharField(max_length=300)),
                ('with_troupes', models.BooleanField(default=True, verbose_name='包括我关注的团队')),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_link', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '日历订阅',
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
