"""The table of Django's database cache, which counts tries and requests across processes. It may be lost at a crash."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_erased_at")]

    operations = [
        migrations.RunSQL(
            sql=[
                """CREATE UNLOGGED TABLE IF NOT EXISTS guanlian_cache (
                    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
                )""",
                "CREATE INDEX IF NOT EXISTS guanlian_cache_expires ON guanlian_cache (expires)",
            ],
            reverse_sql="DROP TABLE IF EXISTS guanlian_cache",
        ),
    ]
