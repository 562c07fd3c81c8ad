"""Trees of conditions, and how an address says them. Pure."""
