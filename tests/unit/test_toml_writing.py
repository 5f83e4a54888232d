"""What is written as TOML is read back by Python's own library as the same values."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restorer.toml_writing import to_toml

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUE = st.one_of(TEXT, st.integers(-(2**40), 2**40), st.booleans(), st.floats(allow_nan=False, width=32))
TABLE = st.recursive(
    st.dictionaries(TEXT, st.one_of(VALUE, st.lists(VALUE, max_size=3)), max_size=4),
    lambda inner: st.dictionaries(TEXT, st.one_of(VALUE, inner, st.lists(inner, max_size=3)), max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_any_table_survives(table: dict[str, Any]) -> None:
    assert tomllib.loads(to_toml(table)) == table


def test_plain_values_come_before_tables_and_lists_of_tables_keep_their_order() -> None:
    table = {"data": [{"path": "b"}, {"path": "a"}], "noise": {"deep": {"x": 1}, "sigma": 2.5}, "name": "n"}
    written = to_toml(table)
    assert written.startswith('name = "n"\n')
    assert tomllib.loads(written) == table


@pytest.mark.parametrize(("table", "error"), [({"a": "\udcff"}, ValueError), ({"a": None}, TypeError)])
def test_what_toml_cannot_hold_is_refused(table: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        to_toml(table)
