"""The one ledger: events and records in, what is shown moved by them, and found again."""
