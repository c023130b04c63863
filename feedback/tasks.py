"""An index: the rooms' tasks, so that Celery finds them."""
