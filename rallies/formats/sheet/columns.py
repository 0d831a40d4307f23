"""What people call a column, and what it is called here."""

import re
from typing import Final

COLUMNS: Final = (
    "ok", "country", "country_en", "city", "city_en", "date", "date_raw", "time", "offset", "place",
    "organizer", "organizer_en", "organizer_url", "title", "title_en", "url", "lat", "lon", "kind", "note",
    "action", "source_url",
)  # fmt: skip
POSITION: Final = "latlon"  # latitude and longitude in one cell; split when rows are made

_NAMES = {
    "ok": "ok ок checked approved проверено готово",
    "country": "country countryru countryrus nation land pays страна країна",
    "country_en": "countryeng countryen countryenglish странаeng странаen",
    "city": "city cityru cityrus town cityortown город місто stadt ville",
    "city_en": "cityeng cityen cityenglish городeng городen",
    "date": "date day eventdate дата день datum",
    "date_raw": "dateraw when datetime dateandtime когда датаивремя",
    "time": "time localtime timeraw eventtime starttime start hour uhrzeit "
    "время местноевремя времяначала начало час",
    "offset": "offset tzaswritten tz timezone zone utc utcoffset gmt часовойпояс пояс",
    "place": "place address meetingpoint venue location meetingplace "
    "место адрес местовстречи местосбора точкасбора",
    "organizer": "organizer organiser organizers organisers orgname organization organisation "
    "community group организатор организаторы организация сообщество",
    "organizer_en": "orgnameeng orgnameen organizereng organizeren organisereng организаторeng",
    "organizer_url": "organizerurl organiserurl organizerlink organiserlink orgurl orglink "
    "ссылкаорганизатора ссылканаорганизатора сайторганизатора каналорганизатора",
    "title": "title eventtitle eventname event name событие название мероприятие названиесобытия",
    "title_en": "eventnameeng eventnameen titleeng titleen eventtitleeng eventtitleen названиеeng",
    "url": "url link eventurl eventlink ссылка ссылканасобытие ссылканамероприятие",
    "lat": "lat latitude широта",
    "lon": "lon lng long longitude долгота",
    POSITION: "latlon latlng latlong coordinates coords position координаты",
    "kind": "kind type eventtype eventkind вид тип формат",
    "note": "note notes comment comments remark remarks примечание примечания комментарий заметка заметки",
    "action": "action campaign акция кампания",
    "source_url": "sourceurl source источник",
}
_BY_NAME = {name: column for column, names in _NAMES.items() for name in names.split()}
_NOISE = re.compile(r"[\W_]+")
_LIVE = frozenset(
    {"ok", "countryeng", "cityeng", "orgname", "orgnameeng", "orgurl", "eventname", "eventnameeng", "latlon"}
)


def column_of(header: str) -> str:
    """The canonical column of a header as typed, or an empty text."""
    return _BY_NAME.get(_key(header), "")


def is_live(headers: list[str]) -> bool:
    """Whether the headers are the coordinators' live sheet's."""
    return len(_LIVE & {_key(header) for header in headers}) > 1


def _key(header: str) -> str:
    return _NOISE.sub("", header[:100].casefold())
