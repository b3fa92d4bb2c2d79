"""The log anyone can check: leaves, signed heads, keys, proofs."""
