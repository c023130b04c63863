"""Words that mean nothing, planted in every kind of text, each with the personas who may ever meet it."""

from dataclasses import dataclass, field
from random import Random

LETTERS = "bcdfghjkmnpqrstvwxz"
EVERYONE = "everyone"


@dataclass
class Tokens:
    random: Random
    planted: list[dict] = field(default_factory=list)

    def plant(self, where: str, audience) -> str:
        """A word of its own for one text. `audience` is a list of personas, or EVERYONE."""
        token = "zq" + "".join(self.random.choice(LETTERS) for _ in range(10))
        self.planted.append({"token": token, "where": where, "audience": audience})
        return token

    def as_told(self, personas: list[str]) -> list[dict]:
        """With EVERYONE written out, visitor included."""
        return [
            one | {"audience": sorted(personas if one["audience"] == EVERYONE else set(one["audience"]))}
            for one in self.planted
        ]
