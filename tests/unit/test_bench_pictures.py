"""Sampling speed: as many pictures as it says, and figures that belong together."""

from pathlib import Path

from restorer import bench_pictures
from restorer.generating import load_maker
from tests.generators import write_generator


def test_the_figures_are_those_of_the_pictures_made(tmp_path: Path) -> None:
    maker = load_maker(str(write_generator(tmp_path, "gan")), device="cpu")
    figures = bench_pictures.measure(maker, samples=3)
    assert (figures["model"], figures["samples"], figures["side"]) == ("test-gan", 3, 16)
    assert 0 < figures["ms_each"] < 5000
    assert figures["cpu_ms_each"] > 0
    text = bench_pictures.line(figures)
    assert text.startswith("test-gan: 3 pictures of 16 px on cpu, ")
    assert f"{figures['ms_each']:.1f} ms each" in text
