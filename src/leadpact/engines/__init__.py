"""Engines that interpret a plan; the record engine is the reference."""
