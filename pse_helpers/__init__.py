"""Helpers of the book *Spectral Ergodicity of Networks*."""
