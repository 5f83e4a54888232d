"""What a run computes on, and sentences where it cannot."""

import sys

import pytest
import torch

from training import hardware
from training.config import ConfigError
from training.hardware import Hardware, is_first


def test_a_processor_is_always_there() -> None:
    fabric = Hardware("cpu").launch()
    assert (fabric.device, fabric.world_size, fabric.global_rank) == (torch.device("cpu"), 1, 0)
    assert hardware.name_of(fabric.device) == "cpu"


@pytest.mark.parametrize(
    "wanted",
    [
        Hardware("abacus"),
        Hardware("cpu", precision="33-true"),
        Hardware("cpu", strategy="never"),
        *([] if torch.cuda.is_available() else [Hardware("cuda")]),
    ],
)
def test_what_is_not_there_is_one_sentence(wanted: Hardware) -> None:
    with pytest.raises(ConfigError, match=r"^The run cannot begin on device \w+, precision .+: .+") as caught:
        wanted.launch()
    assert "\n" not in str(caught.value)


def test_the_packaged_program_trains_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(ConfigError, match="trains in one process"):
        Hardware("cpu", devices=2, strategy="ddp").launch()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, True),
        ({"LOCAL_RANK": "1"}, False),
        ({"NODE_RANK": "1", "LOCAL_RANK": "0"}, False),
        ({"RANK": "0", "LOCAL_RANK": "0"}, True),
        ({"RANK": "2", "LOCAL_RANK": "0"}, False),
        ({"SLURM_PROCID": "3", "SLURM_NTASKS": "4"}, False),
    ],
)
def test_one_process_writes(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool) -> None:
    for name in ("RANK", "NODE_RANK", "LOCAL_RANK", "SLURM_PROCID", "SLURM_NTASKS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert is_first() is expected
