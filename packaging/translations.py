"""Brings the translations up to date: python packaging/translations.py [--check].

Collects every text marked for translation into `resources/i18n/restorer_zh_CN.ts`, keeping what is translated, and
compiles it to the .qm beside it. Texts that are not translated yet are listed; with `--check` they, and a catalogue
that is out of date, are an error and nothing is written. The tools come with PySide6.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import product
import sentences

CATALOGUE = product.ROOT / "resources" / "i18n" / "restorer_zh_CN.ts"


def main() -> int:
    """Updates or checks the catalogue and returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if something is missing or out of date")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / CATALOGUE.name
        if CATALOGUE.exists():
            shutil.copy(CATALOGUE, made)
        update(made)
        missing = untranslated(made)
        stale = not CATALOGUE.exists() or sources(made) != sources(CATALOGUE)
        for text in missing:
            print(f"not translated: {text!r}")
        if not arguments.check:
            shutil.copy(made, CATALOGUE)
            tool("lrelease", "-silent", str(CATALOGUE), "-qm", str(CATALOGUE.with_suffix(".qm")))
            print(f"{len(sources(CATALOGUE))} texts, {len(missing)} not translated")
            return 0
    if stale:
        print("The catalogue is out of date: run python packaging/translations.py")
    return 1 if missing or stale else 0


def update(catalogue: Path) -> None:
    """Collects the texts of the window and what reaches it from below; what is no longer used leaves the catalogue."""
    code = sorted(str(path) for path in (product.ROOT / "restorer" / "ui").glob("*.py"))
    options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", "zh_CN"]
    with tempfile.TemporaryDirectory() as folder:
        below = Path(folder) / "below.py"  # as lupdate reads texts
        below.write_text("\n".join(marked()) + "\n", encoding="utf-8")
        tool("lupdate", *options, *code, str(below), "-ts", str(catalogue))


def marked() -> list[str]:
    """The sentences from below the window and the titles of models, each marked as in the window's code."""
    texts = [("Sentence", text) for text in sentences.collected()]
    texts += [("weights", title) for title in sentences.titles()]
    return [
        f"QT_TRANSLATE_NOOP({json.dumps(context)}, {json.dumps(text, ensure_ascii=False)})" for context, text in texts
    ]


def sources(catalogue: Path) -> set[tuple[str, str]]:
    """Context and text of every message."""
    return {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in ElementTree.parse(catalogue).iter("context")
        for message in context.iter("message")
    }


def untranslated(catalogue: Path) -> list[str]:
    """The texts without a finished translation."""
    found = []
    for message in ElementTree.parse(catalogue).iter("message"):
        translation = message.find("translation")
        if translation is None or translation.get("type") is not None or not translation.text:
            found.append(message.findtext("source") or "")
    return found


def tool(name: str, *arguments: str) -> None:
    """Runs one of PySide6's tools for translators; raises CalledProcessError if it fails."""
    command = Path(sys.executable).parent / f"pyside6-{name}"
    subprocess.run([str(command), *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
