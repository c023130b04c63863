"""Addresses of signing in. Each of allauth's pages is named here one by one, so that each has its door."""

urlpatterns = []
