"""The examples, and what is expected of each in an account."""

from __future__ import annotations

from programs import language_models, operated, simple

EXAMPLES = (*simple.EXAMPLES, *operated.EXAMPLES, *language_models.EXAMPLES)
