"""The chapter "Conjugate ensembles": what only it uses."""
