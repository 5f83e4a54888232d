"""Trains and measures the networks of Restorer; the shipped weights are made here."""
