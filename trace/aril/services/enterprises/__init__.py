"""Enterprises and their chain: registered, filed, approved."""
