"""How a campaign's contacts are read and compared. Plain Python."""
