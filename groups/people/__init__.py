"""A person: how they sign in, how to reach them, what they need so that they can take part, and what they let others see.

Nouns: Person. Leans on notices (letters) and history. Needs are asked once here and used everywhere.
"""
