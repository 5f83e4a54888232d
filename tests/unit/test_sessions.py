"""The folder of sessions: whose they are, what is recalled, what is swept, and that edits are written once."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restorer import packing, session, sessions
from restorer.compose import Adjustment
from restorer.document import Edit
from restorer.session import Facts, Session, SessionError
from restorer.sessions import Found, Sessions

SHAPE = (40, 50, 3)


def edit(seed: int = 0) -> Edit:
    result = np.random.default_rng(seed).integers(0, 256, SHAPE, dtype=np.uint8)
    return Edit("Denoise", "denoise", result, "best", "0" * 64, None, seed, "cpu", "fp32", 0.5, Adjustment())


def mask(column: int = 5) -> np.ndarray:
    marks = np.zeros(SHAPE[:2], np.uint8)
    marks[:, column] = 255
    return marks


def work(photo: Path | None, *edits: Edit, column: int = 5) -> Session:
    source = session.source_of(photo) if photo is not None else None
    samples = None if photo is not None else np.full(SHAPE, 7, np.uint8)
    facts = Facts(photo.name if photo is not None else "Pasted", SHAPE, 8, source, unsaved=True)
    return Session(facts, mask(column), edits, samples)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / "scan.png"
    path.parent.mkdir()
    path.write_bytes(b"a photo")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "config" / "sessions"


@pytest.fixture
def mine(folder: Path) -> Iterator[Sessions]:
    made = Sessions(folder)
    yield made
    made.end()


def crashed(folder: Path, *works: Session) -> list[str]:
    """Work kept by a program that then died: its lock goes, its files stay."""
    other = Sessions(folder)
    names = []
    for kept in works:
        path = kept.facts.source.path if kept.facts.source is not None else None
        names.append(other.name_for(path))
        other.keep(kept, names[-1], owned=True)
    assert other._own is not None
    os.close(other._own._descriptor)  # what the system does
    other._own._descriptor = -1
    return names


def left(found: tuple[Found, ...]) -> list[tuple[str, str]]:
    return [(one.outline.facts.name, one.photo) for one in found]


# Whose it is --------------------------------------------------------------------------------------------------------


def test_work_of_a_dead_program_is_found_and_of_a_living_one_is_not(folder: Path, photo: Path, mine: Sessions) -> None:
    living = Sessions(folder)
    living.keep(work(photo), living.name_for(photo), owned=True)
    assert mine.begin() == ((), ())
    crashed(folder, work(None), work(photo))
    assert left(mine.begin()[0]) == [("Pasted", "same"), ("scan.png", "same")]
    living.end()


def test_work_is_claimed_by_one_of_two_and_offered_again_if_that_one_decides_nothing(
    folder: Path, photo: Path, mine: Sessions
) -> None:
    crashed(folder, work(photo))
    other = Sessions(folder)
    assert len(mine.begin()[0]) == 1
    assert other.begin()[0] == ()
    mine.end()
    assert left(other.begin()[0]) == [("scan.png", "same")]
    other.end()


def test_a_gone_and_a_changed_photo_are_told(folder: Path, photo: Path, mine: Sessions) -> None:
    second = photo.with_name("second.png")
    second.write_bytes(b"12")
    crashed(folder, work(photo), work(second))
    photo.unlink()
    second.write_bytes(b"13")
    assert left(mine.begin()[0]) == [("scan.png", "gone"), ("second.png", "changed")]


def test_nothing_is_left_of_a_program_that_left_nothing(folder: Path, mine: Sessions) -> None:
    dead = Sessions(folder)
    dead._hold()
    assert dead._own is not None
    os.close(dead._own._descriptor)
    dead._own._descriptor = -1
    mine.begin()
    assert len(list(folder.glob("*.running"))) == 1
    mine.end()
    assert list(folder.glob("*.running")) == []


def test_an_owner_that_is_no_name_reaches_no_other_file(folder: Path, photo: Path, mine: Sessions) -> None:
    (name,) = crashed(folder, work(photo))
    place = folder / name
    facts = Facts("x", SHAPE, 8, session.source_of(photo), owner="../../photos/scan.png")
    with place.open("wb") as stream:
        session.write(Session(facts, mask()), stream, lambda _: "")
    assert len(mine.begin()[0]) == 1
    assert photo.read_bytes() == b"a photo"
    assert not photo.with_name("scan.png.running").exists()


# Recalling ----------------------------------------------------------------------------------------------------------


def test_remembered_work_comes_back_with_its_photo(folder: Path, photo: Path, mine: Sessions) -> None:
    name, one = mine.name_for(photo), edit()
    mine.keep(work(photo, one), name, owned=False)
    mine.end()
    assert Sessions(folder).begin()[0] == (), "closed in order: nothing is offered"
    found = Sessions(folder).recall(photo)
    assert found.session is not None
    assert found.is_same
    assert found.names == (name,)
    assert found.session.edits[0].result.tobytes() == one.result.tobytes()
    assert found.session.mask is not None
    assert found.session.mask.tobytes() == mask().tobytes()
    assert Sessions(folder).recall(photo.with_name("scan.png")).session is not None
    other = photo.with_name("other.png")
    other.write_bytes(b"a photo")
    assert Sessions(folder).recall(other).session is None, "another file, even of the same content"


def test_of_two_the_newest_counts_and_the_next_takes_the_place_of_both(
    folder: Path, photo: Path, mine: Sessions
) -> None:
    first, second = Sessions(folder), Sessions(folder)
    first.keep(work(photo, column=1), first.name_for(photo), owned=False)
    second.keep(work(photo, column=2), second.name_for(photo), owned=False)
    found = mine.recall(photo)
    assert found.session is not None
    assert found.session.mask is not None
    assert found.session.mask[0, :4].tolist() == [0, 0, 255, 0]
    assert len(found.names) == 2
    mine.keep(work(photo, column=3), mine.name_for(photo), owned=True, instead=found.names)
    assert [path.name for path in folder.glob("*.session")] == [mine.name_for(photo)]
    first.end()
    second.end()


def test_work_of_another_running_program_is_not_recalled(folder: Path, photo: Path, mine: Sessions) -> None:
    other = Sessions(folder)
    other.keep(work(photo), other.name_for(photo), owned=True)
    assert mine.recall(photo).session is None
    mine.keep(work(photo), mine.name_for(photo), owned=True)
    assert len(list(folder.glob("*.session"))) == 2
    other.end()


def test_a_changed_photo_is_told(folder: Path, photo: Path, mine: Sessions) -> None:
    mine.keep(work(photo), mine.name_for(photo), owned=False)
    photo.write_bytes(b"another")
    found = mine.recall(photo)
    assert found.session is not None
    assert not found.is_same


# Damage -------------------------------------------------------------------------------------------------------------


def test_a_damaged_session_is_set_aside_and_told_once(folder: Path, photo: Path, mine: Sessions) -> None:
    (name,) = crashed(folder, work(photo))
    place = folder / name
    place.write_bytes(place.read_bytes()[:-7])
    found, notices = mine.begin()
    assert found == ()
    assert len(notices) == 1
    assert "its checksum is wrong" in notices[0]
    assert (folder / f"{name}.bad").exists()
    assert not place.exists()
    assert mine.recall(photo).session is None


@pytest.mark.parametrize("damage", ["missing", "short", "flipped", "other", "empty"])
def test_a_damaged_result_costs_the_edits_but_not_the_mask(
    folder: Path, photo: Path, mine: Sessions, damage: str
) -> None:
    mine.keep(work(photo, edit(1), edit(2)), mine.name_for(photo), owned=False)
    part, other = sorted(folder.glob("*.part"))
    content = part.read_bytes()
    if damage == "missing":
        part.unlink()
    elif damage == "other":
        part.write_bytes(other.read_bytes())
    else:
        flipped = content[:-5] + bytes([content[-5] ^ 8]) + content[-4:]
        part.write_bytes({"short": content[:-1], "flipped": flipped, "empty": b""}[damage])
    found = Sessions(folder).recall(photo)
    assert found.session is not None
    assert found.session.mask is not None
    assert found.session.mask.any()
    assert found.session.edits == ()
    assert "a result is " in found.sentence
    assert (folder / f"{mine.name_for(photo)}.bad").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, photo: Path) -> None:
    (tmp_path / "file").write_text("")
    shut = Sessions(tmp_path / "file" / "sessions")
    with pytest.raises(SessionError, match=r"cannot be kept in .*sessions"):
        shut.begin()
    with pytest.raises(SessionError, match="Save often"):
        shut.keep(work(photo), shut.name_for(photo), owned=True)


def test_a_full_disk_leaves_the_session_before(folder: Path, photo: Path, mine: Sessions) -> None:
    resource = pytest.importorskip("resource")
    name = mine.name_for(photo)
    mine.keep(work(photo), name, owned=True)
    before = (folder / name).read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(SessionError, match="the disk is full"):
            mine.keep(work(photo, edit()), name, owned=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (folder / name).read_bytes() == before
    assert list(folder.glob("*.part")) == []


# What is written, what is swept -------------------------------------------------------------------------------------


def test_results_are_written_once(folder: Path, photo: Path, mine: Sessions) -> None:
    one, name = edit(), mine.name_for(photo)
    mine.keep(work(photo, one), name, owned=True)
    (part,) = folder.glob("*.part")
    before = part.stat().st_ino
    mine.keep(work(photo, one, column=6), name, owned=True)
    mine.keep(work(photo, edit(), column=7), name, owned=True)
    assert part.stat().st_ino == before
    assert len(list(folder.glob("*.part"))) == 1
    assert (folder / name).stat().st_size < 5000


def test_parts_that_nobody_needs_go_when_they_are_old(folder: Path, photo: Path, mine: Sessions) -> None:
    name = mine.name_for(photo)
    mine.keep(work(photo, edit(1), edit(2)), name, owned=True)
    mine.keep(work(photo, edit(2)), name, owned=True)
    mine.sweep()
    assert len(list(folder.glob("*.part"))) == 2, "another window may be about to name it"
    old = time.time() - 3600
    for part in folder.glob("*.part"):
        os.utime(part, (old, old))
    mine.sweep()
    assert [part.stem for part in folder.glob("*.part")] == [packing.digest(edit(2).result)]


def test_remembered_work_is_bounded_and_unsaved_work_is_not(
    folder: Path, photo: Path, mine: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MAX_REMEMBERED", 16_000)
    for number in range(4):
        other = photo.with_name(f"{number}.png")
        other.write_bytes(bytes([number]))
        mine.keep(work(other, edit(number)), mine.name_for(other), owned=number == 0)
    mine.sweep()
    names = {session.outline(path.read_bytes()).facts.name for path in folder.glob("*.session")}
    assert names == {"0.png", "2.png", "3.png"}


def test_remembering_and_removing(folder: Path, photo: Path, mine: Sessions) -> None:
    (name,) = crashed(folder, work(photo))
    assert len(mine.begin()[0]) == 1
    mine.remember(name)
    mine.end()
    again = Sessions(folder)
    assert again.begin()[0] == ()
    assert again.recall(photo).session is not None
    again.remove([name, name])
    assert again.recall(photo).session is None
    again.end()


def test_the_folder_is_private(folder: Path, mine: Sessions) -> None:
    mine.begin()
    assert folder.stat().st_mode & 0o777 == 0o700
