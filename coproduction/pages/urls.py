"""Addresses of the pages that need both apps."""

urlpatterns = []
