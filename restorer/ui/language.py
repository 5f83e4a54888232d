"""The language of the window: which there are, and a switch that changes every text that shows, at once.

Texts are made in the person's language where they are first shown. A switch finds what shows now in the catalogue of
the old language, goes back to the English original and shows it in the new one; so no widget need know of it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QGroupBox, QLabel, QLineEdit, QMenu, QWidget

from restorer import resources
from restorer.ui.sentences import Sentences

_Text = tuple[Callable[[], str], Callable[[str], object]]

SENTENCES = "Sentence"  # the context in the catalogue of what comes from below the window
NAMES = {"en": "English", "zh_CN": "简体中文"}
_KEYS = re.compile(r"(?P<text>.+?)(?P<keys> \([^()]+\)| {4}\S.*)", re.DOTALL)
_NUMBERS = {"changed", "count", "failed", "seed", "sigma", "steps", "total"}  # fields that hold a number
_FIELD = re.compile(r"\{\w*(?::[^{}]*)?\}")


class Language(QObject):
    """Keeps an application in one language; `changed` comes after every text has been changed."""

    changed = Signal()

    def __init__(self, app: QApplication, code: str) -> None:
        super().__init__(app)
        self.setObjectName("language")
        self._app = app
        self._translators: list[QTranslator] = []
        self._catalogue = Catalogue({})
        self.code = ""
        self._load(code)

    def set_language(self, code: str) -> None:
        """Shows everything in that language from now on; "" follows the system."""
        before = self._catalogue
        self._load(code)
        if self._catalogue is before:
            return
        for widget in self._app.allWidgets():
            for read, write in _texts(widget):
                old = read()
                new = self._catalogue.switched(old, before)
                if new != old:
                    write(new)
        self.changed.emit()

    def told(self, sentence: str) -> str:
        """A sentence from below the window, in this language."""
        return self._catalogue.told.translated(sentence)

    def close(self) -> None:
        """Takes the translations away."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators.clear()

    def _load(self, code: str) -> None:
        wanted = code or QLocale().name()
        if wanted == self.code:
            return
        self.close()
        self.code = wanted
        places = (("restorer", resources.folder("i18n")), ("qtbase", _qt_folder()))
        for name, folder in places:
            translator = QTranslator(self._app)
            if translator.load(QLocale(wanted), name, "_", str(folder)):
                self._app.installTranslator(translator)
                self._translators.append(translator)
        self._catalogue = Catalogue.of(wanted)


class Catalogue:
    """English texts and their translations, both ways; a text with fields (`{name}`) stands for all it can become."""

    def __init__(self, texts: Mapping[str, str], sentences: Mapping[str, str] | None = None) -> None:
        within = {text: other for text, other in texts.items() if text.endswith(".")}  # shorter ones may be names
        self.told = Sentences(sentences or {}, within)
        self._there = dict(texts)
        self._back = {translation: text for text, translation in texts.items()}
        self._untold = Sentences(
            {translation: text for text, translation in (sentences or {}).items()},
            {other: text for text, other in within.items()},
            full_width=True,
        )
        fields = {text: translation for text, translation in texts.items() if _FIELD.search(text)}
        self._there_patterns = [(_pattern(text), translation) for text, translation in fields.items()]
        self._back_patterns = [(_pattern(translation), text) for text, translation in fields.items()]

    @classmethod
    def of(cls, code: str) -> "Catalogue":
        """The catalogue of a language; empty for English and for one that there is none of."""
        path = catalogue_path(code)
        return cls(read(path), read_sentences(path)) if path is not None else cls({})

    def switched(self, text: str, before: "Catalogue") -> str:
        """A text that shows in the language of another catalogue, in this one; itself if neither knows it."""
        original = before.original(text)
        if original == text:
            original = before._untold.translated(text)
        new = self.translated(original)
        return new if new != original else self.told.translated(original)

    def translated(self, text: str) -> str:
        """An English text in this language; itself if it is not known."""
        return _through(text, self._there, self._there_patterns)

    def original(self, text: str) -> str:
        """The English text that this one is a translation of; itself if it is none."""
        return _through(text, self._back, self._back_patterns)


def offered() -> list[tuple[str, str]]:
    """Codes of the languages that can be chosen, each with its own name; the first follows the system."""
    return [("", QApplication.translate("Language", "As the system")), *NAMES.items()]


def apply(app: QApplication, code: str) -> Language:
    """Gives the application its language; a second call switches it."""
    existing = app.findChild(Language, "language")
    if isinstance(existing, Language):
        existing.set_language(code)
        return existing
    made = Language(app, "en")
    made.set_language(code)
    return made


def catalogue_path(code: str) -> Path | None:
    """The catalogue (.ts) for a locale's name such as zh_CN or zh_SG; None if there is none."""
    folder = resources.folder("i18n")
    paths = [folder / f"restorer_{code}.ts", *sorted(folder.glob(f"restorer_{code.split('_')[0]}_*.ts"))]
    return next((path for path in paths if path.is_file()), None)


def in_own_language(sentence: str) -> str:
    """A sentence from below the window as the person is to read it; itself if it is not known. Never raises."""
    app = QCoreApplication.instance()
    spoken = app.findChild(Language, "language") if app is not None else None
    return spoken.told(sentence) if isinstance(spoken, Language) else sentence


def read(path: Path) -> dict[str, str]:
    """English to translation from a file of Qt Linguist, without what is not translated yet: the window's own texts."""
    contexts = ElementTree.parse(path).iter("context")
    return _translations(context for context in contexts if context.findtext("name") != SENTENCES)


def read_sentences(path: Path) -> dict[str, str]:
    """As `read`, the sentences that come from below the window."""
    contexts = ElementTree.parse(path).iter("context")
    return _translations(context for context in contexts if context.findtext("name") == SENTENCES)


def _translations(contexts: Iterable[ElementTree.Element]) -> dict[str, str]:
    found = {}
    for message in itertools.chain.from_iterable(context.iter("message") for context in contexts):
        source, translation = message.findtext("source") or "", message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            found[source] = translation.text
    return found


def _qt_folder() -> Path:
    own = resources.folder("i18n")
    path = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return path if path.is_dir() else own


def _through(text: str, exact: Mapping[str, str], patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    if not text or text in exact:
        return exact.get(text, text)
    if f"{text}…" in exact:  # tooltips and names of actions leave the dots out
        return exact[f"{text}…"].rstrip("…")
    keys = _KEYS.fullmatch(text)  # tooltips and the large button end with the keys
    if keys and (keys["text"] in exact or f"{keys['text']}…" in exact):
        return _through(keys["text"], exact, ()) + keys["keys"]
    for pattern, other in patterns:
        if found := pattern.fullmatch(text):
            return _filled(other, found.groupdict())
    return text


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern for what a text with fields can become; a field that comes twice must be the same twice."""
    parts, seen, end = [], set(), 0
    for number, field in enumerate(_FIELD.finditer(text)):
        name = _name(field[0], number)
        parts.append(re.escape(text[end : field.start()]))
        what = r"[\d.,\s]+?" if name.removeprefix("f_") in _NUMBERS else ".+?"
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{what})")
        seen.add(name)
        end = field.end()
    return re.compile("".join(parts) + re.escape(text[end:]), re.DOTALL)


def _filled(text: str, values: Mapping[str, str]) -> str:
    numbers = iter(range(text.count("{")))
    return _FIELD.sub(lambda field: values.get(_name(field[0], next(numbers)), field[0]), text)


def _name(field: str, number: int) -> str:
    inner = re.sub(r":.*", "", field.strip("{}"))
    return f"f_{inner or number}"


def _texts(widget: QWidget) -> Iterator[_Text]:
    """Reader and writer of every text of a widget and of its own actions."""
    yield widget.windowTitle, widget.setWindowTitle
    yield widget.toolTip, widget.setToolTip
    yield widget.accessibleName, widget.setAccessibleName
    yield widget.accessibleDescription, widget.setAccessibleDescription
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text, widget.setText
    elif isinstance(widget, QMenu | QGroupBox):
        yield widget.title, widget.setTitle
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText, widget.setPlaceholderText
    elif isinstance(widget, QComboBox):
        for index in range(widget.count()):
            yield partial(widget.itemText, index), partial(widget.setItemText, index)
    for action in widget.actions():
        yield from _action_texts(action)


def _action_texts(action: QAction) -> Iterator[_Text]:
    tip = action.toolTip()
    yield action.text, action.setText
    yield lambda: tip, action.setToolTip  # Qt makes a tip of the text where none was set, so the old one is kept here
