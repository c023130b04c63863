"""Invented worlds: the one `demo` shows, and the ones outside checks ask `seed_world` for."""
