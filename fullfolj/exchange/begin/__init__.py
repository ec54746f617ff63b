"""Kom igång: the first files, the list that one kept before, and a person by hand."""
