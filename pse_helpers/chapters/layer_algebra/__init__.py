"""The chapter "Layer algebra": what only it uses."""
