"""What a prospecting plan reckons with. Plain Python."""
