"""Sheets and booby-traps, built byte by byte."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def make_zip(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def xlsx():
    """A real workbook: sheets by title, each a list of rows; ``hidden`` titles are hidden."""

    def build(*, hidden=(), **sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            sheet.sheet_state = "hidden" if title in hidden else "visible"
            for row in rows:
                sheet.append(row)
        packed = io.BytesIO()
        workbook.save(packed)
        return packed.getvalue()

    return build


@pytest.fixture
def raw_xlsx():
    """A hand-made workbook with the given rows of XML, and more parts."""

    def build(rows="", *, before="", **parts):
        sheet = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        office = f'<Relationship Id="r1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
        first = f'<Relationship Id="r1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        relations = f'<Relationships xmlns="{PACKAGE}/relationships">'
        names = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
        standard = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f"{relations}{office}</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{names}</workbook>',
            "xl/_rels/workbook.xml.rels": f"{relations}{first}</Relationships>",
            "xl/worksheets/sheet1.xml": sheet,
        }
        return make_zip(standard | {name.replace("__", "/"): content for name, content in parts.items()})

    return build


@pytest.fixture
def ods():
    """A real OpenDocument sheet: cells are texts, or keyword arguments of a typed cell."""

    def build(rows, *, empty_rows=0):
        document = OpenDocumentSpreadsheet()
        table = Table(name="list")
        document.spreadsheet.addElement(table)
        for cells in rows:
            row = TableRow()
            table.addElement(row)
            for cell in cells:
                row.addElement(_open_document_cell(cell))
        if empty_rows:
            row = TableRow(numberrowsrepeated=empty_rows)
            row.addElement(TableCell(numbercolumnsrepeated=16384))
            table.addElement(row)
        packed = io.BytesIO()
        document.write(packed)
        return packed.getvalue()

    return build


def _open_document_cell(cell):
    if isinstance(cell, dict):
        return TableCell(**cell)
    made = TableCell(valuetype="string") if cell else TableCell()
    if cell:
        made.addElement(P(text=cell))
    return made


@pytest.fixture
def raw_ods():
    """A hand-made OpenDocument sheet with the given rows of XML."""

    def build(rows, manifest="<manifest/>"):
        spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
        body = f'<table:table table:name="a">{rows}</table:table>'
        return make_zip(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
                "</office:spreadsheet></office:body></office:document-content>",
                "META-INF/manifest.xml": manifest,
            }
        )

    return build


@pytest.fixture
def zipped():
    """An archive of the given parts."""
    return make_zip


@pytest.fixture
def inline():
    """Text cells of a hand-made workbook, without references."""

    def build(*texts):
        return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)

    return build
