"""The chapter "All measures side by side": what only it uses."""
