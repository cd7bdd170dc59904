"""What history suggests as numbers of a policy: limits, attempts, thresholds."""
