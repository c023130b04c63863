"""What a group is and what was agreed about it: its name and place, its purpose, its ways of working, its promises.

Nouns: Organisation, Group, Purpose, PurposeAgreement. Leans on membership (who agreed, who may change it).
"""
