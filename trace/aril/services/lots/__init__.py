"""Lots and parcels: found, packed, shipped, received, sold, stopped, and shown to whoever scans them."""
