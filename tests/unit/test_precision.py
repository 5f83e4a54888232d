"""Device and precision: half precision needs a capability and a timing, and what is missing is said."""

from collections.abc import Iterator

import pytest
import torch

from restorer import precision


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    precision.is_bf16_faster.cache_clear()
    yield
    precision.is_bf16_faster.cache_clear()


def _time(monkeypatch: pytest.MonkeyPatch, *, bf16: float, fp32: float) -> list[torch.dtype]:
    asked: list[torch.dtype] = []

    def seconds(dtype: torch.dtype) -> float:
        asked.append(dtype)
        return bf16 if dtype is torch.bfloat16 else fp32

    monkeypatch.setattr(precision, "_convolution_seconds", seconds)
    return asked


def test_without_the_instructions_bf16_is_not_even_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_has_bf16_instructions", lambda: False)
    asked = _time(monkeypatch, bf16=0.001, fp32=1.0)
    assert precision.is_bf16_faster() is False
    assert asked == []


@pytest.mark.parametrize(("bf16", "expected"), [(1.0, False), (0.9, False), (0.5, True)])
def test_with_the_instructions_the_timing_decides_once(
    monkeypatch: pytest.MonkeyPatch, bf16: float, expected: bool
) -> None:
    monkeypatch.setattr(precision, "_has_bf16_instructions", lambda: True)
    asked = _time(monkeypatch, bf16=bf16, fp32=1.0)
    assert precision.is_bf16_faster() is expected
    assert precision.is_bf16_faster() is expected
    assert asked == [torch.bfloat16, torch.float32] * 3  # the second answer came from the cache
    assert precision.choose("cpu").precision == ("bf16" if expected else "fp32")


def test_the_timing_itself_measures_both_formats() -> None:
    assert 0 < precision._convolution_seconds(torch.float32) < 10
    assert 0 < precision._convolution_seconds(torch.bfloat16) < 10


@pytest.mark.parametrize(("name", "dtype"), [("fp32", torch.float32), ("bf16", torch.bfloat16)])
def test_a_named_precision_is_kept(name: str, dtype: torch.dtype) -> None:
    choice = precision.choose("cpu", precision=name)
    assert choice == precision.Choice(device="cpu", precision=name)
    assert choice.dtype is dtype


def test_auto_prefers_cuda_then_mps_then_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_has_bf16_instructions", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert precision.choose() == precision.Choice("cpu", "fp32")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert precision.choose() == precision.Choice("mps", "fp32")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (9, 0))
    assert precision.choose() == precision.Choice("cuda", "fp16")
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (6, 1))
    assert precision.choose() == precision.Choice("cuda", "fp32")
    assert precision.available_devices() == ("cuda", "mps", "cpu")


@pytest.mark.parametrize(
    ("device", "wanted", "sentence"),
    [
        ("tpu", "auto", "The device “tpu” is unknown. Choose one of auto, cpu, cuda, mps."),
        ("cpu", "int8", "The precision “int8” is unknown. Choose one of auto, fp32, bf16, fp16."),
        ("cuda", "auto", "The device “cuda” is not available on this computer. Choose auto or cpu."),
        ("cpu", "fp16", "A CPU cannot restore in fp16. Choose the precision auto, fp32 or bf16."),
    ],
)
def test_what_cannot_be_had_is_said(monkeypatch: pytest.MonkeyPatch, device: str, wanted: str, sentence: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="^" + sentence.replace(".", r"\.") + "$"):
        precision.choose(device, precision=wanted)
