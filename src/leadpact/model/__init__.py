"""Frozen values that all stages share: the policy, leads and events, evaluations."""
