"""All countries of ISO 3166-1 are there from the start, so that coordinators can be given theirs."""

from typing import Any

from django.db import migrations

from rallies import gazetteer


def add_countries(apps: Any, schema_editor: Any) -> None:
    Country = apps.get_model("rallies", "Country")
    Country.objects.bulk_create(
        Country(code=info.code, slug=info.slug, continent=info.continent)
        for info in gazetteer.COUNTRIES.values()
    )


class Migration(migrations.Migration):
    dependencies = [("rallies", "0001_first")]
    operations = [migrations.RunPython(add_countries, migrations.RunPython.noop)]
