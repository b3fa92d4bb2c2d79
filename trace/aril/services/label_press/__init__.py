"""Labels ordered, printed, sent to a printer, and printed again."""
