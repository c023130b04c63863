"""The pages where the group talks: about a topic, about one entry of the log, or by itself; and each thread with its answers.

No tables of its own. It stands on voice and receipts, and decides what each reader sees of what was said.
"""
