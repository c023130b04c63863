"""The only code that talks to a mail server."""
