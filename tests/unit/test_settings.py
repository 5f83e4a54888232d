"""Settings survive a round trip; nothing in the file can stop the program."""

import dataclasses
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as untimed
from hypothesis import strategies as st

from restorer import settings
from restorer.settings import Settings, SettingsError

CHANGED = Settings(
    theme="dark",
    language="de",
    screen_profile='/profiles/"mine"\\a\tb\x7f.icc',
    device="cpu",
    precision="fp32",
    threads=3,
    tile=512,
    jpeg_quality=88,
    save_folder="/photos/größer",
    brush_size=9,
    brush_hardness=7,
    wand_tolerance=3,
    wand_contiguous=False,
    mask_reach=12,
    mask_colour="#ff3030",
    mask_opacity=70,
    recent=("/a.jpg", "/b\n.jpg"),
)


def test_every_field_survives(tmp_path: Path) -> None:
    assert all(getattr(CHANGED, field.name) != field.default for field in dataclasses.fields(Settings)), (
        "a field left at its default proves nothing"
    )
    settings.save(CHANGED, tmp_path / "deep" / "settings.toml")
    assert settings.load(tmp_path / "deep" / "settings.toml") == (CHANGED, ())


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    settings.save(Settings(jpeg_quality=80), tmp_path / "s.toml")
    assert tomllib.loads((tmp_path / "s.toml").read_text(encoding="utf-8")) == {"jpeg_quality": 80}
    settings.save(Settings(), tmp_path / "s.toml")
    assert (tmp_path / "s.toml").read_bytes() == b""


def test_the_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTORER_CONFIG_DIR", str(tmp_path / "here"))
    settings.save(Settings(theme="light"))
    assert (tmp_path / "here" / "settings.toml").read_text(encoding="utf-8") == 'theme = "light"\n'
    assert settings.load()[0].theme == "light"
    monkeypatch.delenv("RESTORER_CONFIG_DIR")
    assert settings.folder().name == "restorer"


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.toml") == (Settings(), ())


def test_each_field_has_label_and_help() -> None:
    for field in dataclasses.fields(Settings):
        assert field.metadata["label"]
        assert field.metadata["help"].endswith(".")


def test_unknown_keys_are_left_out_with_a_notice(tmp_path: Path) -> None:
    place = tmp_path / "s.toml"
    place.write_text("colour_of_moon = 3\nthreads = 2\n[table]\nx = 1\n", encoding="utf-8")
    found, notices = settings.load(place)
    assert found == Settings(threads=2)
    assert notices == (
        f"{place} sets “colour_of_moon”, which this version does not know; it is left out.",
        f"{place} sets “table”, which this version does not know; it is left out.",
    )
    settings.save(found, place)
    assert place.read_text(encoding="utf-8") == "threads = 2\n"


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
@pytest.mark.parametrize(
    "wrong", ["true", "-1", "1.5", "[1]", "{a = 1}", "1979-05-27", '"\\u0000 no such choice"', "nan"]
)
def test_a_wrong_value_costs_only_itself(tmp_path: Path, field: "dataclasses.Field[object]", wrong: str) -> None:
    place = tmp_path / "s.toml"
    other = "theme" if field.name != "theme" else "device"
    value = "dark" if other == "theme" else "cpu"
    place.write_text(f'{field.name} = {wrong}\n{other} = "{value}"\n', encoding="utf-8")
    found, notices = settings.load(place)
    assert getattr(found, other) == value
    if isinstance(field.default, bool) and wrong == "true":
        wrong = '"true"'
        place.write_text(f'{field.name} = {wrong}\n{other} = "{value}"\n', encoding="utf-8")
        found, notices = settings.load(place)
    free_text = field.name in ("language", "screen_profile", "save_folder") and wrong.startswith('"')
    if not free_text:
        assert getattr(found, field.name) == field.default
        assert len(notices) == 1
        assert f"“{field.name}” must be" in notices[0]


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b"\xff\xfe\x00", b"[" * 100_000, b"theme = 'a'\ntheme = 'b'", b"#" * (2**20 + 1), b"\0" * 10],
)
def test_a_broken_file_is_kept_as_bad(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "settings.toml"
    place.write_bytes(content)
    found, notices = settings.load(place)
    assert found == Settings()
    assert len(notices) == 1
    assert "it was kept as settings.toml.bad and the default settings are used." in notices[0]
    assert (tmp_path / "settings.toml.bad").read_bytes() == content
    assert not place.exists()


def test_cut_anywhere_it_still_loads(tmp_path: Path) -> None:
    place = tmp_path / "s.toml"
    settings.save(CHANGED, place)
    content = place.read_bytes()
    for length in range(len(content)):
        place.write_bytes(content[:length])
        found, _ = settings.load(place)
        assert isinstance(found, Settings)


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    place = tmp_path / "s.toml"
    place.write_bytes(b"\xef\xbb\xbfthreads = 4\n")
    assert settings.load(place) == (Settings(threads=4), ())


@pytest.mark.skipif(os.name != "posix", reason="FIFOs are POSIX")
def test_a_fifo_or_a_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for place in (tmp_path / "fifo", tmp_path):
        assert settings.load(place) == (Settings(), (f"{place} is not a file; the default settings are used.",))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SettingsError, match="could not be kept in"):
        settings.save(CHANGED, tmp_path / "file" / "settings.toml")


def test_wrong_values_cannot_be_built() -> None:
    with pytest.raises(SettingsError, match="“threads” must be a whole number from 0 to 1024"):
        Settings(threads=True)
    with pytest.raises(SettingsError, match="“theme” must be one of system, dark, light"):
        Settings(theme="pink")


def test_recent_photos_are_few_unique_and_newest_first(tmp_path: Path) -> None:
    kept = Settings()
    for number in [*range(20), 15]:
        kept = settings.with_recent(kept, tmp_path / f"{number}.jpg")
    assert [int(Path(name).stem) for name in kept.recent] == [15, *range(19, 15, -1), *range(14, 7, -1)]
    assert settings.with_recent(kept, tmp_path / os.fsdecode(b"\xff.jpg")) == kept


@untimed(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    place = tmp_path_factory.getbasetemp() / "any.toml"
    settings.save(Settings(save_folder=text), place)
    assert settings.load(place) == (Settings(save_folder=text), ())
