"""Files to typed values, with a place for every node; nothing is judged here."""
