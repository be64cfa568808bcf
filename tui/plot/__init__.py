"""Plots for documents and slides: guests over virtual time as SVG."""
