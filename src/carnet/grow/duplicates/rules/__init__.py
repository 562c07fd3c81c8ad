"""What is compared, how alike two records are, and how well a search did. Pure."""
