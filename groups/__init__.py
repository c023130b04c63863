"""A group, its people, and how they meet."""
