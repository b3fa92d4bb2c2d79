"""Symbols as modules, dark or light: they know nothing of designs, dots or outputs."""
