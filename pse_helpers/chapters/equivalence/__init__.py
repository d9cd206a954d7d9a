"""The chapter "Equivalence": what only it uses."""
