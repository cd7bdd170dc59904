"""A checked policy to a plan: names resolved, phrases lowered, order fixed."""
