"""What is signed: the canonical form of a policy, and its digest."""
