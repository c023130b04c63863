#!/usr/bin/env python
"""Runs the project's commands: `manage.py demo` is the one to begin with."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduction.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"  # before settings are read
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
