"""What a field is, how its values are read, kept and shown, and what a change of the set would do. Pure."""
