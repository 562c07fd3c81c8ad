"""The interface for programs, first version: what it answers only grows; a change of meaning is a second version."""
