"""Whether this process can work, for machines."""

import dataclasses

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ..services import health


@csrf_exempt
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and gazetteer are in order, else 503; the body says which are.

    It holds ages in seconds and no version, name or address.
    """
    found = health.report(now=timezone.now())
    return JsonResponse(dataclasses.asdict(found), status=200 if found.is_good else 503)
