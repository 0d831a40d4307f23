"""The read-only store of all places that a city can be chosen from: look-up, search, matching, names.

About 69,000 places of GeoNames with 5,000 inhabitants and more. `manage.py install_gazetteer` makes the
file that everything but the countries needs. See docs/gazetteer.md.
"""

from .countries import COUNTRIES, CountryInfo, CountryMatch, country_name, match_country
from .installing import InstallError, install, is_installed
from .matching import Candidate, Match, MatchKind, Why, match, qualifier
from .naming import name, names
from .places import Place, distance_km, get, get_many, nearest
from .searching import Hit, search
from .sounding import to_latin
from .spelling import clean
from .store import GazetteerError, GazetteerMissing

__all__ = [
    "COUNTRIES",
    "Candidate",
    "CountryInfo",
    "CountryMatch",
    "GazetteerError",
    "GazetteerMissing",
    "Hit",
    "InstallError",
    "Match",
    "MatchKind",
    "Place",
    "Why",
    "clean",
    "country_name",
    "distance_km",
    "get",
    "get_many",
    "install",
    "is_installed",
    "match",
    "match_country",
    "name",
    "names",
    "nearest",
    "qualifier",
    "search",
    "to_latin",
]  # fmt: skip
