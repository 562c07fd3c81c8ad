"""Looking for a plan. Run in a process of its own (`worker`): nothing here is imported by a page."""
