"""The format of policy and mapping files, for editors and for readers."""

from leadpact.loading.format.describe import (
    mapping_format,
    policy_format,
    shared_format,
)
from leadpact.loading.format.schema import json_schema

__all__ = ["json_schema", "mapping_format", "policy_format", "shared_format"]
