from django.db import migrations


class Migration(migrations.Migration):
    """The ledger: a sequence that moves whenever a record changes, so that who keeps an answer knows when it is old."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL("CREATE SEQUENCE guanlian_ledger", "DROP SEQUENCE guanlian_ledger"),
    ]
