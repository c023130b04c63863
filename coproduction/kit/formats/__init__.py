"""How dates and times are written. Never a bare number-only date."""
