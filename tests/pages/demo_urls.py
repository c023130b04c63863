"""The site's addresses as `manage.py demo` has them."""

from coproduction import urls
from coproduction.signin_urls import demo_only

urlpatterns = [*urls.urlpatterns, *demo_only]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
