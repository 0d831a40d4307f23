"""Brings ``rallies/locale/*/LC_MESSAGES/*.po`` up to date with the texts of the code and the templates.

Needs no gettext binary: Babel reads Python, Django's own ``templatize`` turns templates into Python for
it. Translations are kept, what is no longer used is dropped, nothing is guessed from similar texts. The
output depends on the texts alone (sorted, without lines and dates), so that a second run changes
nothing. With ``--check`` nothing is written; the status says whether something would be.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PYTHON_FILES = ("rallies/**/*.py", "config/**/*.py")
TEMPLATE_FILES = ("templates/**/*.html", "templates/**/*.txt")
PLURAL = (1, 2)
IN_CONTEXT = ((1, "c"), 2)
PLURAL_IN_CONTEXT = ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), PLURAL_IN_CONTEXT),
}
# Django's texts around one of our nouns: where nouns bend, they have to be said otherwise than Django does.
OF_DJANGO = (
    *("Add %s", "Change %s", "View %s", "Select %s", "Select %s to change", "Select %s to view"),
    "Add %(name)s",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "The %(name)s “%(obj)s” was deleted successfully.",
)
COMMENT_TAGS = ("Translators:",)
EMPTY_HEADERS = (
    *("Project-Id-Version", "Report-Msgid-Bugs-To", "Last-Translator"),
    *("POT-Creation-Date", "PO-Revision-Date", "Generated-By"),
)
LEFT_OUT = re.compile(rf'^"(?:{"|".join(EMPTY_HEADERS)}): .*\n', re.MULTILINE)
WIDTH = 100


def main(arguments: list[str]) -> int:
    """Write every catalogue anew, or with ``--check`` answer 1 if one is out of date."""
    status = 0
    found = fresh_catalogue()
    for source in sorted(ROOT.glob("rallies/locale/*/LC_MESSAGES/*.po")):
        written = source.read_text(encoding="utf-8")
        updated = updated_text(written, found, locale=source.parent.parent.name)
        if updated == written:
            continue
        name = source.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} is out of date: run 'make messages-update'.", file=sys.stderr)
            status = 1
        else:
            source.write_text(updated, encoding="utf-8")
            print(f"{name}: {untranslated_count(updated)} texts wait for a translation")
    return status


def fresh_catalogue() -> Catalog:
    """Return every text of the code and the templates, with the files that it stands in."""
    catalogue = Catalog()
    for text in OF_DJANGO:
        catalogue.add(text, None, [("django/contrib/admin", 0)])
    for path, source in sources():
        name = path.relative_to(ROOT).as_posix()
        for _line, texts, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, COMMENT_TAGS
        ):
            catalogue.add(texts, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that can hold texts, as Python."""
    for pattern in PYTHON_FILES:
        for path in sorted(ROOT.glob(pattern)):
            yield path, path.read_text(encoding="utf-8")
    for pattern in TEMPLATE_FILES:
        for path in sorted(ROOT.glob(pattern)):
            yield path, without_indents(templatize(path.read_text(encoding="utf-8"), origin=str(path)))


def without_indents(source: str) -> str:
    """Begin every line at its left edge: a template's indents mean nothing, Python's do."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def updated_text(written: str, found: Catalog, *, locale: str) -> str:
    """Return the text of a catalogue that holds what was found, with the translations of the old one."""
    catalogue = read_po(io.StringIO(written), locale=locale, ignore_obsolete=True, abort_invalid=True)
    catalogue.update(found, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    output = io.BytesIO()
    write_po(output, catalogue, width=WIDTH, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return LEFT_OUT.sub("", output.getvalue().decode())


def untranslated_count(text: str) -> int:
    """Return how many texts of a catalogue have no translation."""
    catalogue = read_po(io.StringIO(text))
    return sum(
        not all(message.string if message.pluralizable else [message.string])
        for message in catalogue
        if message.id
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
