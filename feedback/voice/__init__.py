"""What people say to each other: about a topic, about one entry of the log, or by itself; and who may know who said it.

Nouns: Post (one thing somebody said), Waiting (words without a name that are not shown yet), MeToo. Three honest levels:
with my name, from the group, without my name. Of the last, no author is stored anywhere. Leans on log and topics.
"""
