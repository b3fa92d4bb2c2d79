"""Files that people send and take away."""
