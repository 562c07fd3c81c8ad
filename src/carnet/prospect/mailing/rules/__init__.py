"""What a letter, its pace and what comes back mean. No Django here."""
