"""How the machinery that sends does: for the operator's page, for machines that watch, and for what got stuck.

Nouns: Health, Channel, Stuck. No names, no words of anybody. Leans on notices (letters), reach (addresses),
standstill (tries that fail) and history.
"""
