from django.db import migrations

from tamizdat.desk import indexes


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_by_address'),
    ]

    operations = [
        migrations.RunPython(lambda apps, schema_editor: indexes.make(schema_editor.connection.alias), migrations.RunPython.noop),
    ]
