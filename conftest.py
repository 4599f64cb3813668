"""The shared fixtures, for the tests of every room (see tests/fixtures.py)."""

pytest_plugins = ["tests.fixtures"]
