"""Addresses and forms of the admin, as a browser sends them."""

from django.urls import reverse


def list_of(noun, **query):
    return reverse(f"admin:rallies_{noun}_changelist", query=query)


def page_of(record, view="change"):
    return reverse(f"admin:rallies_{record._meta.model_name}_{view}", args=[record.pk])


def rally_form(rally, **changes):
    """What the change page of a rally sends when nothing was typed but ``changes``."""
    data = {
        "opened_version": rally.version,
        "campaign": rally.campaign_id,
        "city": rally.city_id,
        "kind": rally.kind,
        "date": rally.date or "",
        "time": rally.time or "",
        "fold": "" if rally.fold is None else rally.fold,
        "organizers": [organizer.pk for organizer in rally.organizers.all()] if rally.pk else [],
        "source_language": rally.source_language,
        "note": rally.note,
        "latitude": "",
        "longitude": "",
        **links_form(rally.links),
    }
    for name in ("title", "text", "meeting_point"):
        data.update(texts_form(name, getattr(rally, name)))
    return {**data, **changes}


def texts_form(name, texts):
    return {f"{name}__{code}": texts.get(code, "") for code in ("en", "ru", *texts)}


def links_form(links):
    lines = [*links, {"url": "", "kind": "page"}]
    return {f"links__{n}__{part}": line[part] for n, line in enumerate(lines) for part in ("url", "kind")}


def said(response):
    """The messages of the page that a redirect leads to."""
    return [str(message) for message in response.context["messages"]]
