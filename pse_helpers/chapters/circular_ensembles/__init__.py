"""The chapter "Circular ensembles": what only it uses."""
