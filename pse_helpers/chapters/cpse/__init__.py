"""The chapter "Cascading periodic spectral ergodicity": what only it uses."""
