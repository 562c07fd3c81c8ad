"""What a prospect probably needs, what one does not know of them yet, what interviews show."""
