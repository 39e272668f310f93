from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL("CREATE SEQUENCE journal_record_ids", "DROP SEQUENCE journal_record_ids")]
