"""The chapter "Layer spectra": what only it uses."""
