"""Limits, inspections, reports, and the producer's certificate."""
