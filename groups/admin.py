"""An index of what an operator may see in Django's admin site, which is off unless switched on. Nothing yet needs it."""
