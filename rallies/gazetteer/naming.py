"""What a place is called in a language."""

from collections.abc import Sequence

from . import places, store


def names(geonames_id: int) -> dict[str, str]:
    """All packaged names of a place by language, corrections applied; empty when the place is unknown.

    English is always there: the main name where nothing else is packaged.
    """
    place = places.get(geonames_id)
    if place is None:
        return {}
    sql = "SELECT n.language, n.name FROM names n JOIN places p ON p.number = n.place WHERE p.geonames_id = ?"
    packaged = {str(language): str(name) for language, name in store.rows(sql, (geonames_id,))}
    return {"en": place.name} | packaged


def name(geonames_id: int, language: str) -> str:
    """The corrected or packaged name ("pt-br" falls back to "pt"), else the main name, else ""."""
    known = names(geonames_id)
    return known.get(language) or known.get(language.split("-", maxsplit=1)[0]) or known.get("en", "")


def labels(numbered: Sequence[places.Numbered], language: str) -> dict[int, str]:
    """Display names of many places by their number in the installed file, with one query."""
    found = {entry.number: entry.place.name for entry in numbered}
    marks = ",".join("?" * len(found))
    sql = f"SELECT place, name FROM names WHERE language = ? AND place IN ({marks})"
    for wanted in dict.fromkeys((language.split("-", maxsplit=1)[0], language)):
        found |= {int(str(place)): str(label) for place, label in store.rows(sql, (wanted, *found))}
    return found
