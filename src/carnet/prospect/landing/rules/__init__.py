"""What a public page, its form, its links and its posts obey. Plain Python."""
