"""Training files: what is read, what is refused and in which words."""

from pathlib import Path

import pytest

from training.config import Budget, ConfigError, TrainConfig, parse, read, to_dict

CONFIGS = sorted((Path(__file__).parents[3] / "training" / "configs").glob("*.toml"))


def test_every_committed_config_is_valid_and_survives_a_round_trip() -> None:
    assert CONFIGS
    for path in CONFIGS:
        config = read(path)
        assert parse(to_dict(config) | {"data": [dict(s) for s in to_dict(config)["data"]]}) == config


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20000steps", Budget(steps=20000)), ("2h", Budget(seconds=7200)), ("90m", Budget(seconds=5400)),
     ("45s", Budget(seconds=45))],
)  # fmt: skip
def test_budget_in_steps_or_time(text: str, expected: Budget) -> None:
    assert Budget.parse(text) == expected


@pytest.mark.parametrize("text", ["", "2", "h", "-3h", "0steps", "2 days"])
def test_budget_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not understood"):
        Budget.parse(text)


def test_wrong_key_is_named_with_the_allowed_ones(small_run: TrainConfig) -> None:
    with pytest.raises(ConfigError, match=r"^bach is not a key here; allowed are name, title, "):
        parse(to_dict(small_run) | {"bach": 8})


def test_wrong_key_in_a_table_is_named_with_its_place(small_run: TrainConfig) -> None:
    with pytest.raises(ConfigError, match=r"^noise\.sigma is not a key here"):
        parse(to_dict(small_run) | {"noise": {"sigma": 8}})


@pytest.mark.parametrize(("key", "value"), [("batch", "8"), ("batch", True), ("batch", 2.5), ("learning_rate", "fast")])
def test_wrong_type_is_named(small_run: TrainConfig, key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"^{key} must be of type"):
        parse(to_dict(small_run) | {key: value})


def test_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match="name is missing"):
        parse({})


def test_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("name = ")
    with pytest.raises(ConfigError, match=r"broken\.toml cannot be read as TOML"):
        read(path)
