"""Aril: traceability of farm produce, from the orchard to the person who eats it."""
