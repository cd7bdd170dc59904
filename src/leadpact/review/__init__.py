"""What a change of a policy means, for those who approve it."""
