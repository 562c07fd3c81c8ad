"""What Sirene files and questions look like, without a database."""
