"""The chapter "The published figure, rebuilt": what only it uses."""
