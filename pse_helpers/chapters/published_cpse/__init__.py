"""The chapter "cPSE as published": what only it uses."""
