"""What README and docs quote, rerunnable: `make bench`."""
