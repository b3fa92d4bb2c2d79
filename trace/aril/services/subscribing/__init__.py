"""Queries that report by themselves: to whom, when, and over which way."""
