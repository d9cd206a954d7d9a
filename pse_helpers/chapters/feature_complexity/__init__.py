"""The chapter "Feature complexity": what only it uses."""
