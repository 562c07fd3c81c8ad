"""What is true of a buying centre whatever the database: what is lacking, whom to see, how to draw it."""
