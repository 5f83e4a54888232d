"""Generating in the window: the grid, what can be done with its pictures, and the open photo beside it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from restorer import origin, photo
from restorer.ui.window import Window
from tests.generators import write_generator
from tests.gui.conftest import WAIT, mark, open_window, wait_shown
from tests.gui.test_heartbeat import LARGEST_GAP_S, heartbeat

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def generating(qtbot: QtBot, tmp_path: Path) -> Window:
    """A window in the generate mode with two models of random weights."""
    folder = tmp_path / "models"
    folder.mkdir()
    write_generator(folder, "gan", name="a-flora")
    path = write_generator(folder, "vae-prior", name="b-vae")
    window = open_window(qtbot, path)
    window.table["generate"].trigger()
    return window


def run(window: Window, qtbot: QtBot, *, count: int = 4, seed: int = 7) -> None:
    page = window.panel.generating
    page.count.number.setValue(count)
    page.seed.lock.setChecked(True)
    page.seed.setValue(seed)
    page.run.click()
    wait_made(window, qtbot)


def wait_made(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.generation.running, timeout=WAIT)


def choose(window: Window, *rows: int) -> None:
    grid = window.generation.gallery.list
    grid.clearSelection()
    for row in rows:
        grid.item(row).setSelected(True)


def open_photo(window: Window, path: Path, qtbot: QtBot) -> None:
    window.open_paths([path])
    wait_shown(window, qtbot)


def test_the_grid_fills_and_a_locked_seed_gives_the_same_pictures(generating: Window, qtbot: QtBot) -> None:
    run(generating, qtbot)
    grid = generating.generation.gallery
    first = [sample.picture.tobytes() for sample in grid.samples]
    assert [sample.point.seed for sample in grid.samples] == [7, 8, 9, 10]
    assert len(set(first)) == 4
    assert grid.isVisible()
    assert not generating.stage.canvas.isVisible()
    run(generating, qtbot)
    assert [sample.picture.tobytes() for sample in grid.samples] == first
    generating.panel.generating.seed.lock.setChecked(False)
    generating.panel.generating.run.click()
    wait_made(generating, qtbot)
    assert [sample.picture.tobytes() for sample in grid.samples] != first
    generating.table["denoise"].trigger()
    assert generating.stage.canvas.isVisible()
    assert not grid.isVisible()


def test_a_class_can_be_asked_for_where_a_model_has_some(generating: Window, qtbot: QtBot) -> None:
    page = generating.panel.generating
    assert [page.label.itemText(row) for row in range(page.label.count())] == ["Any", "daisy", "rose"]
    page.label.setCurrentIndex(2)
    run(generating, qtbot)
    assert {sample.label for sample in generating.generation.gallery.samples} == {"rose"}


def test_a_run_can_be_stopped_and_what_is_there_stays(generating: Window, qtbot: QtBot) -> None:
    page, grid = generating.panel.generating, generating.generation.gallery
    page.count.number.setValue(256)
    page.run.click()
    qtbot.waitUntil(lambda: grid.list.count() >= 2, timeout=WAIT)
    assert page.run.text().startswith("Stop")
    page.run.click()
    wait_made(generating, qtbot)
    assert 2 <= grid.list.count() < 256
    assert page.run.text() == "Generate"


def test_more_like_one_and_the_line_between_two(generating: Window, tmp_path: Path, qtbot: QtBot) -> None:
    run(generating, qtbot)
    page, grid = generating.panel.generating, generating.generation.gallery
    choose(generating, 0, 2)
    assert page.between.isEnabled()
    assert not page.more.isEnabled()
    ends = [sample.picture for sample in grid.chosen]
    page.label.setCurrentIndex(0)
    page.between.click()
    wait_made(generating, qtbot)
    assert len(grid.line.frames) == 24
    assert np.array_equal(grid.line.frames[0].picture, ends[0])
    assert grid.list.count() == 4  # the grid stays
    grid.line.slider.setValue(23)
    generating.generation.animate(tmp_path / "line.webp")
    qtbot.waitUntil(lambda: (tmp_path / "line.webp").exists(), timeout=WAIT)
    with Image.open(tmp_path / "line.webp") as animation:
        assert animation.n_frames == 46  # there and back
        animation.load()
        assert origin.GENERATED in animation.info["xmp"].decode()
    choose(generating, 1)
    page.more.click()
    wait_made(generating, qtbot)
    assert {sample.point.seed for sample in grid.samples} == {8}
    assert all(sample.point.share == pytest.approx(0.35) for sample in grid.samples)


def test_pictures_are_opened_saved_copied_and_dragged_with_their_origin(
    generating: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    run(generating, qtbot)
    grid = generating.generation.gallery
    choose(generating, 1)
    grid.copy.click()
    assert QGuiApplication.clipboard().image().width() == 16
    out = tmp_path / "out"
    out.mkdir()
    generating.generation.save(grid.chosen, out)
    qtbot.waitUntil(lambda: len(list(out.glob("*.png"))) == 1 and not generating.reading.busy, timeout=WAIT)
    dragged = [Path(url.toLocalFile()) for url in grid.list.mimeData(grid.list.selectedItems()).urls()]
    for path in (*out.glob("*.png"), *dragged):
        kept = photo.load(path)
        assert np.array_equal(kept.samples, grid.samples[1].picture)
        assert origin.GENERATED in (kept.metadata.xmp or b"").decode()
    grid.open.click()
    wait_shown(generating, qtbot)
    document = generating.editing.document
    assert document is not None
    assert np.array_equal(document.photo.samples, grid.samples[1].picture)
    assert origin.GENERATED in (document.photo.metadata.xmp or b"").decode()
    generating.generation.close()
    assert not dragged[0].exists()


def test_variations_of_the_open_photo_need_a_model_that_looks(
    generating: Window, noisy_photo: Path, qtbot: QtBot
) -> None:
    page = generating.panel.generating
    open_photo(generating, noisy_photo, qtbot)
    assert not page.variations.isEnabled()
    page.model.setCurrentIndex(1)
    assert page.variations.isEnabled()
    page.count.number.setValue(3)
    page.variations.click()
    wait_made(generating, qtbot)
    assert len({sample.picture.tobytes() for sample in generating.generation.gallery.samples}) == 3


def test_a_generated_picture_fills_what_is_marked_and_nothing_else(
    generating: Window, noisy_photo: Path, qtbot: QtBot
) -> None:
    page = generating.panel.generating
    open_photo(generating, noisy_photo, qtbot)
    run(generating, qtbot)
    choose(generating, 2)
    assert not page.planting.isEnabled()
    mark(generating, (20, 30, 40, 50))
    assert page.planting.isEnabled()
    before = photo.load(noisy_photo).samples
    with qtbot.waitSignal(generating.queue.ended, timeout=WAIT):
        page.planting.click()
    document = generating.editing.document
    assert document is not None
    after = document.composed()
    where = np.zeros(before.shape[:2], bool)
    where[20:60, 30:80] = True
    assert np.array_equal(after[~where], before[~where])
    assert (after[where] != before[where]).mean() > 0.5
    assert document.edits[-1].mode == "generate"
    assert document.edits[-1].seed == 9
    assert not document.is_marked
    assert generating.stage.canvas.isVisible()
    generating.table["undo"].trigger()
    assert np.array_equal(document.composed(), before)
    assert document.is_marked


def test_the_window_answers_while_pictures_are_made(generating: Window, qtbot: QtBot) -> None:
    run(generating, qtbot, count=2)  # torch is there
    with heartbeat(generating) as gaps:
        run(generating, qtbot, count=64)
    assert generating.generation.gallery.list.count() == 64
    assert sorted(gaps)[int(len(gaps) * 0.99)] < LARGEST_GAP_S


def test_without_a_generator_the_page_says_so(window: Window) -> None:
    window.table["generate"].trigger()
    page = window.panel.generating
    assert page.model.currentText() == "No model installed"
    assert not page.run.isEnabled()
