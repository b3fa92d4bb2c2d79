"""Plots, what was used on them, and what is harvested."""
