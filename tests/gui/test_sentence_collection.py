"""What is said below the window is found in the code, with what its fields can hold, and nothing else is."""

import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import sentences

    return sentences


def found(sentences: object, code: str, module: str = "photo", *, is_window: bool = False) -> set[str]:
    return set(sentences.in_code(textwrap.dedent(code), module, is_window=is_window))  # type: ignore[attr-defined]


def test_errors_notices_and_steps_are_found(sentences: object) -> None:
    code = '''
    """A module. Its docstring is nothing that is said."""
    def load(path, name, options):
        """Reads it. Raises."""
        if path:
            raise PhotoError(
                f"{name} is odd. "
                f"Use {options.first}{options.second} instead."
            )
        notices.append(f"Opened without: {name}")
        self._change(edits, f"removal of {name}")
        raise ValueError("a programmer reads this, and nobody else.")
    '''
    assert found(sentences, code) == {
        "{0} is odd. Use {1} instead.",
        "Opened without: {0}",
        "removal of {0}",
    }


def test_what_a_field_can_hold_is_found_too(sentences: object) -> None:
    code = """
    DOING = {1: "Sharpening", 2: "Filling"}
    def say(error, known, mode):
        reason = "the disk is full" if error.errno == 28 else error.strerror
        return f"{DOING[mode]}: nothing was kept ({reason}), as {trouble(error, 'it is far away')}."
    def trouble(error, what):
        if error:
            return f"{what} from {error}"
        return {1: "nobody answers"}.get(error, f"{error} is in the way")
    """
    assert found(sentences, code) == {
        "{0}: nothing was kept ({1}), as {2}.",
        "Sharpening",
        "Filling",
        "the disk is full",
        "{0} from {1}",
        "it is far away",
        "nobody answers",
        "{0} is in the way",
    }


def test_errors_of_the_language_count_where_they_are_told_as_reasons(sentences: object) -> None:
    code = 'raise ValueError(f"{key} must be short")'
    assert found(sentences, code) == set()
    assert found(sentences, code, "session") == {"{0} must be short"}


def test_in_the_window_only_what_no_translator_gets_is_found(sentences: object) -> None:
    code = """
    self.say(self.tr("Nothing is open here."))
    self.say(f"{path} cannot be used here.")
    raise PhotoError("It is an original. Choose another.")
    """
    expected = {"{0} cannot be used here.", "It is an original. Choose another."}
    assert found(sentences, code, is_window=True) == expected


def test_the_program_is_searched_as_far_as_the_window_shows_it(sentences: object, tmp_path: Path) -> None:
    assert "{0} is empty (0 bytes). Use another copy of the file." in sentences.collected()  # type: ignore[attr-defined]
    (tmp_path / "restorer" / "ui").mkdir(parents=True)
    (tmp_path / "training").mkdir()
    (tmp_path / "restorer" / "planted.py").write_text('raise PhotoError("A planted sentence.")\n')
    (tmp_path / "restorer" / "cli.py").write_text('raise PhotoError("The command line says so.")\n')
    got = sentences.collected(tmp_path)  # type: ignore[attr-defined]
    assert "A planted sentence." in got
    assert "No such file or directory" in got
    assert "The command line says so." not in got
    (tmp_path / "training" / "short.py").write_text('raise PhotoError(f"{a}: {b} or {c}")\n')
    with pytest.raises(ValueError, match="too few words"):
        sentences.collected(tmp_path)  # type: ignore[attr-defined]


def test_a_planted_sentence_turns_the_check_red(
    sentences: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import translations

    catalogue = tmp_path / translations.CATALOGUE.name
    catalogue.write_bytes(translations.CATALOGUE.read_bytes())
    said = sentences.collected()  # type: ignore[attr-defined]
    monkeypatch.setattr(translations.sentences, "collected", lambda: [*said, 'A “planted” one: {0} of "{1}".'])
    translations.update(catalogue)
    assert translations.untranslated(catalogue) == ['A “planted” one: {0} of "{1}".']
    new = translations.sources(catalogue) - translations.sources(translations.CATALOGUE)
    assert new == {("Sentence", 'A “planted” one: {0} of "{1}".')}
    monkeypatch.setattr(translations.sentences, "collected", lambda: said[1:])
    translations.update(catalogue)
    assert translations.sources(translations.CATALOGUE) - translations.sources(catalogue) == {("Sentence", said[0])}
