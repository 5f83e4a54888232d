"""Restorer repairs photographs and can prove what it changed."""

__version__ = "0.1.0"
