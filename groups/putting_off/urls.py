"""The address that stands in every reminder."""

from django.urls import path

from groups.putting_off import views

urlpatterns = [path("not-now/<str:token>/", views.put_off, name="put_off")]
