"""``manage.py load_demo``: fills a development checkout with a past action and a sample campaign."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies import gazetteer
from rallies.models import Rally
from rallies.services import demo


class Command(BaseCommand):
    """Loads the demo; running it again changes nothing."""

    help = "Load the demo: a past action and a sample campaign that lies ahead. For development only."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument(
            "--refresh", action="store_true", help="move the sample campaign ahead of today again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was made, or say in one sentence why not."""
        try:
            receipt = demo.load(now=timezone.now(), is_refresh=options["refresh"])
        except (demo.DemoRefused, gazetteer.GazetteerMissing) as error:
            raise CommandError(str(error)) from None
        for loaded in receipt.campaigns:
            self.stdout.write(self._line(loaded))
        if receipt.days_moved:
            self.stdout.write(f"The sample campaign moved {receipt.days_moved} days ahead.")

    def _line(self, loaded: demo.Loaded) -> str:
        campaign = loaded.campaign
        if not loaded.is_new:
            return f"{campaign.slug}: is there already and was left as it is."
        rows = Rally.objects.filter(campaign=campaign)
        cities = rows.values("city").distinct().count()
        countries = rows.values("city__country").distinct().count()
        waiting = rows.waiting().count()
        return (
            f"{campaign.slug}: made {rows.count()} rallies in {cities} cities of {countries} countries"
            f" ({waiting} wait for review), {campaign.first_day} to {campaign.last_day}, {campaign.state}."
        )
