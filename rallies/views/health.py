"""Whether this process can work, for machines."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .. import gazetteer


@csrf_exempt
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and gazetteer can be read, else 503 with what is wrong."""
    checks = {"database": _database(), "gazetteer": gazetteer.is_installed()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM rallies_country LIMIT 1")
    except DatabaseError:
        return False
    return True
