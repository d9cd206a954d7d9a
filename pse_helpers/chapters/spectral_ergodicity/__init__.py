"""The chapter "Spectral ergodicity": what only it uses."""
