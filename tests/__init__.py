"""The tests; `tests.leaks` and `tests.originals` are shared by them."""
