"""The chapter "Controls": what only it uses."""
