"""The nine things that make co-production work, each with the record and the members' own view side by side.

Nouns: Ingredient (who looks after one, and what they note), Asking and MayView (members are asked, without a name), TalkedView
(a small group talks it through and a member confirms it). A tile is worked out each time and never stored: it is green only
when both say yes, neither is old, and nothing that is known speaks against it. The nine are the *essential ingredients* of
strategic co-production. Leans on log, journey and reviews.
"""
