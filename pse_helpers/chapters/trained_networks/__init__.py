"""The chapter "Trained networks": what only it uses."""
