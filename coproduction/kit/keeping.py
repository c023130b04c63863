"""Answers that are the same for everybody: kept near their readers for a minute, and not sent twice to who has them."""

from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag

KEPT_FOR = 60  # seconds


def kept_near(request, response):
    """After that minute whoever has the same bytes is told so, and not sent them again."""
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response)
