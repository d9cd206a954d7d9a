"""The chapter "Architecture search": what only it uses."""
