"""The pages of an organisation's admin and of the site's: accounts, groups and who answers for the organisation in each.

No tables. Leans on charter (organisations, groups), invitations and membership. Nothing a group says is ever shown here.
"""
