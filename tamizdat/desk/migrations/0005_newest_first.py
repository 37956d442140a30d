from django.db import migrations


class Migration(migrations.Migration):
    """So that an older newsroom is upgraded, after which `desk.indexes` makes what is missing, as after any migration."""

    dependencies = [
        ('desk', '0004_by_address'),
    ]

    operations = []
