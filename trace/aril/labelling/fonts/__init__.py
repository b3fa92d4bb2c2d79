"""The font that travels with the package; README.md beside it says where it comes from."""
