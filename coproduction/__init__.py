"""The project: wiring, a small toolbox (kit), the pages that need both apps, and the operator's commands."""
