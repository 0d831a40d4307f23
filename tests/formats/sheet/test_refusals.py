import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from rallies.formats import sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_HEADER = "No header with at least the columns country and city was found"
DOCTYPE = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
CELL = '<table:table-cell office:value-type="float" office:value="1"/>'
DEEP = 'table:number-rows-repeated="1048575"'
WIDE = 'table:number-columns-repeated="16384"'
TEXT = "<table:table-cell><text:p>a</text:p></table:table-cell>"
FETCHING = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def refusal(data, **named):
    """The sentence of a refusal; proves that it came quickly and without taking much memory."""
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(sheet.SheetError) as refused:
        sheet.read(data, **named)
    spent = time.process_time() - begun
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 10, "seconds of CPU under the memory tracer, which slows everything down several times"
    assert peak < 100_000_000
    sentence = str(refused.value)
    assert sentence.endswith((".", "!"))
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe\n\x00", b"\x00" * 100])
def test_empty_file(data):
    assert refusal(data) == "The file is empty."


def test_name_of_the_file_stands_before_the_sentence_on_one_line():
    assert refusal(b"", name="my\nlist.csv") == "my list.csv: The file is empty."


def test_file_of_more_than_five_megabytes():
    assert refusal(b"country,city\n" + b"a,b\n" * 1_400_000) == "The file is larger than 5 megabytes."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "This is a picture"),
        (b"\xff\xd8\xff\xe0\x00", "This is a picture"),
        (b"\x1f\x8b\x08\x00", "This is a packed archive"),
        (b"<!DOCTYPE html><table>", "This is a web page"),
        (b'\xef\xbb\xbf <?xml version="1.0"?>', "This is a web page"),
        (OLE + b"\x00" * 600, "This is a file of an old office program: save it as .xlsx"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (bytes(range(256)) * 40, "no text that can be read as a list"),
        (b"country,city\nDE,Ber\x00lin\n", "no text that can be read as a list"),
        (b"country,city\nDE,Ber\x07lin\n", "no text that can be read as a list"),
        (b"\xff\xfea", "letters of this file cannot be read"),
        (b"country,city\n\x98\x98,b\n", "letters of this file cannot be read"),
    ],
)
def test_other_kinds_of_files(data, sentence):
    assert sentence in refusal(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", f"{NO_HEADER}; found: a, b."),
        ("city,date\nBerlin,24/02\n", f"{NO_HEADER}; found: city, date."),
        (
            ",".join(f"c{i}" for i in range(30)) + "\n",
            "found: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, ….",
        ),
        ("country,city\n", "The sheet has a header but no rows."),
        ("country,city,City\nDE,Berlin,Berlin\n", "The columns “city” and “City” mean the same: keep one."),
        ("country,city,time,local_time\nDE,Berlin,1,2\n", "“time” and “local_time” mean the same: keep one."),
        (
            'country,city\nDE,Berlin\nFR,"Paris\nIT,Rome\n',
            "The quotation mark that opens in row 3 is never closed.",
        ),
        ('country,city\nDE,"' + "x\n" * 100_000, "is too long, or a quotation mark is never closed."),
        ("country,city\n" + "DE,Berlin\n" * 20_001, "The sheet has more than 20000 rows."),
        ("country,city\n" + "\n" * 300_000, "The sheet has more than 20000 rows."),
        ("<b>A</b>\n" + "Berlin;24/02\n" * 20_001, "The sheet has more than 20000 rows."),
        (
            ",".join(f"c{i}" for i in range(10_000)) + "\ncountry,city\n",
            "The sheet has more than 200 columns.",
        ),
        ("," * 4_000_000, "The sheet has more than 200 columns."),
        (",,,\n,x" + "," * 300 + "\n", "found: x."),
    ],
)
def test_sheets_that_are_no_list(text, sentence):
    assert sentence in refusal(text.encode())


def test_twenty_thousand_rows_are_read():
    assert len(sheet.read(b"country,city\n" + b"DE,Berlin\n" * 20_000).rows) == 20_000


def test_workbook_with_nothing_in_it(xlsx):
    assert refusal(xlsx(list=[])) == "The first rows of the sheet are empty; the header must stand there."


def test_workbook_without_a_header_names_the_columns_of_its_fullest_sheet(xlsx):
    assert "found: a, b." in refusal(xlsx(one=[["x"]], two=[["a", "b"], [1, 2]]))


@pytest.mark.parametrize("keep", [30, 200, 1000, -30])
def test_truncated_workbook(xlsx, keep):
    assert "The workbook is damaged" in refusal(xlsx(list=[["country", "city"], ["DE", "Berlin"]])[:keep])


def test_archive_that_is_no_workbook(zipped):
    assert refusal(zipped({"a.txt": "x"})) == "The archive holds no .xlsx or .ods workbook."
    assert refusal(
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
    ) == ("The archive holds no .xlsx or .ods workbook.")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "The sheet has more than 20000 rows."),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "The sheet has more than 200 columns."),
        ('<row r="20000"><c r="GR20000"><v>1</v></c></row>', "The sheet is too large: remove empty rows"),
        ("<row>" + "<c><v>1</v></c>" * 10_000 + "</row>", "The sheet has more than 200 columns."),
        ("<row><c><v>1</v></c></row>" * 20_200, "The sheet has more than 20000 rows."),
        ('<row><c r="A-1"><v>1</v></c></row>', "The workbook is damaged"),
        ("<row>", "The workbook is damaged"),
    ],
)
def test_workbook_that_reaches_too_far(raw_xlsx, rows, sentence):
    assert sentence in refusal(raw_xlsx(rows))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (f"<table:table-row {DEEP}>{CELL}</table:table-row>", "20000 rows"),
        (
            f"<table:table-row>{CELL.replace('office:v', f'{WIDE} office:v', 1)}</table:table-row>",
            "200 columns",
        ),
        (f"<table:table-row {DEEP}/><table:table-row>{TEXT}</table:table-row>", "20000 rows"),
        ('<table:table-row table:number-rows-repeated="-1"/>', "The workbook is damaged"),
    ],
)
def test_open_document_that_reaches_too_far(raw_ods, rows, sentence):
    assert sentence in refusal(raw_ods(rows))


def test_many_sheets_that_each_reach_far(raw_xlsx, raw_ods):
    corner = '<worksheet><sheetData><row><c r="AZ10000"><v>1</v></c></row></sheetData></worksheet>'
    parts = {f"xl__worksheets__sheet{number}.xml": corner for number in range(2, 5)}
    assert "The sheet is too large" in refusal(raw_xlsx(**parts))
    gap = '<table:table-row table:number-rows-repeated="9999"/>'
    cell = CELL.replace("office:v", 'table:number-columns-repeated="52" office:v', 1)
    rows = f"{gap}<table:table-row>{cell}</table:table-row>"
    assert "The sheet is too large" in refusal(raw_ods("</table:table><table:table>".join([rows] * 3)))


@pytest.mark.parametrize(
    "part",
    [b"<a>" + b" " * 60_000_000, b"<a>" + b"<b/>" * 1_600_000, b'<a b="' + b"x" * 20_000_000],
    ids=["large", "elements", "token"],
)
def test_bomb_in_a_part(raw_xlsx, part):
    assert refusal(raw_xlsx(xl__sharedStrings_xml=b"", **{"xl__bomb.xml": part})).startswith("The workbook")


def test_size_that_lies_is_no_way_around_the_limit(raw_xlsx):
    data = bytearray(raw_xlsx(**{"xl__bomb.xml": b"<a>" + b" " * 60_000_000}))
    honest, lie = struct.pack("<I", 60_000_003), struct.pack("<I", 30)
    assert data.count(honest) == 2
    assert "The workbook" in refusal(bytes(data.replace(honest, lie)))


def test_many_parts_doubled_parts_and_parts_that_climb_out(raw_xlsx):
    assert refusal(raw_xlsx(**{f"a{i}.xml": "<a/>" for i in range(2_100)})).startswith(
        "The workbook is too large"
    )
    for name in ("..__x.xml", "a__..__..__x.xml", "__etc__x.xml", "c:x.xml", "a\\x.xml"):
        assert "forbidden names" in refusal(raw_xlsx(**{name: "<a/>"})), name
    assert "forbidden names" in refusal(raw_xlsx(**{"XL__Workbook.xml": "<a/>"}))


@pytest.mark.parametrize("before", [DOCTYPE, FETCHING])
def test_entities_are_refused(raw_xlsx, before):
    cell = '<row><c t="inlineStr"><is><t>&a;</t></is></c></row>'
    assert "declares entities" in refusal(raw_xlsx(cell, before=before))


def test_parts_in_another_encoding_are_refused(raw_xlsx):
    assert "damaged" in refusal(raw_xlsx(xl__a=b"", **{"xl__b.xml": "<a/>".encode("utf-16")}))
    assert "damaged" in refusal(raw_xlsx(**{"xl__b.xml": b'<?xml version="1.0" encoding="koi8-r"?><a/>'}))


def test_part_with_too_many_different_elements_is_refused(raw_xlsx):
    many = "<a>" + "".join(f"<b{number}/>" for number in range(1_100)) + "</a>"
    assert "damaged" in refusal(raw_xlsx(**{"xl__b.xml": many}))


def test_part_with_unknown_compression_is_refused(raw_xlsx):
    packed = io.BytesIO(raw_xlsx())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/b.xml", "<a/>")
    assert "damaged" in refusal(packed.getvalue())


def test_encrypted_parts_are_refused(raw_xlsx, raw_ods):
    data = bytearray(raw_xlsx())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert "protected with a password" in refusal(bytes(data))
    assert "protected with a password" in refusal(raw_ods("", manifest="<m><encryption-data/></m>"))


def test_workbook_that_the_reader_cannot_make_sense_of(raw_xlsx, zipped):
    assert "damaged" in refusal(zipped({"xl/workbook.xml": "<workbook/>"}))
    assert "damaged" in refusal(raw_xlsx('<row><c r="A1" t="s"><v>x</v></c></row>'))
