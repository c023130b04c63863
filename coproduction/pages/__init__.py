"""Pages that need both apps: the three homes, help, who may do what, health. No tables."""
