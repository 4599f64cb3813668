"""The product's wording: every text marked for translation, and the English catalogue held against it.

`python scripts/wording.py` lists what lacks English; `--write` brings the catalogue into step (new texts without
English, dropped ones gone), in the order of the sources.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "guanlian/locale/en/LC_MESSAGES/django.po"
# Lines of a catalogue's head that say nothing here, or change with each writing.
IDLE = tuple(
    f'"{name}:'.encode()
    for name in (
        *("Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date"),
        *("Last-Translator", "Language-Team", "Generated-By"),
    )
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,  # as some modules import it beside gettext
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources(root: Path = ROOT) -> list[Path]:
    """The files that hold texts: Python and templates, but not tests."""
    files = [*(root / "guanlian").glob("**/*.py"), *(root / "guanlian").glob("**/templates/**/*.*")]
    return sorted(f for f in files if "tests" not in f.parts and "migrations" not in f.parts)


def texts(root: Path = ROOT) -> Catalog:
    """Every text marked for translation, with where it stands."""
    from django.utils.translation.template import templatize

    found = Catalog()
    for file in sources(root):
        source = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # As Django's own makemessages does; without indentation, which the tokeniser would trip over.
            source = re.sub(r"^[ \t]+", "", templatize(source), flags=re.MULTILINE)
        place = file.relative_to(root).as_posix()
        for line, message, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
            found.add(message, locations=[(place, line)], context=context)
    return found


def english(file: Path = CATALOGUE) -> Catalog:
    """The English catalogue as it stands."""
    with file.open("rb") as stream:
        return read_po(stream, locale="en", abort_invalid=True)


def missing(found: Catalog, catalogue: Catalog) -> list[Message]:
    """Texts without English: not in the catalogue, empty there, or marked as doubtful."""
    lacking = []
    for message in found:
        if not message.id:
            continue
        stands = catalogue.get(message.id, context=message.context)
        said = [] if stands is None else stands.string if isinstance(stands.string, tuple) else [stands.string]
        if stands is None or stands.fuzzy or not said or not all(said):
            lacking.append(message)
    return lacking


def dropped(found: Catalog, catalogue: Catalog) -> list[Message]:
    """What the catalogue holds though no source says it any more."""
    return [m for m in catalogue if m.id and found.get(m.id, context=m.context) is None]


def in_step(found: Catalog, catalogue: Catalog) -> Catalog:
    """The catalogue with exactly the found texts, each with the English it has."""
    fresh = Catalog(locale="en", project="Guanlian", charset="utf-8", fuzzy=False)
    fresh.header_comment = "# English for Guanlian. The Chinese in the sources is the original."
    for message in found:
        if message.id:
            stands = catalogue.get(message.id, context=message.context)
            fresh.add(message.id, _english_of(message, stands), context=message.context)
    return fresh


def _english_of(message: Message, stands: Message | None) -> str | tuple[str, ...] | None:
    """What the catalogue says, unless it speaks of one where the source now tells one from many."""
    if stands is None or isinstance(message.id, tuple) != isinstance(stands.string, tuple):
        return None
    return stands.string


def main() -> int:
    """Print what lacks English; with --write, bring the catalogue into step first."""
    found, catalogue = texts(), english()
    if "--write" in sys.argv:
        catalogue = in_step(found, catalogue)
        written = BytesIO()
        write_po(written, catalogue, width=0, omit_header=False, sort_output=False)
        lines = written.getvalue().splitlines(keepends=True)
        CATALOGUE.write_bytes(b"".join(line for line in lines if not line.startswith(IDLE)))
    lacking = missing(found, catalogue)
    for message in lacking:
        place, line = message.locations[0]
        print(f"{place}:{line}: {message.id}")
    return 1 if lacking else 0


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=True)
    sys.exit(main())
