"""From the bytes of a file to clean values, and who may already be there. Pure: no Django, no database."""
