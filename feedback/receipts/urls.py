from django.urls import path

from feedback.receipts import views

urlpatterns = [path("receipt/", views.receipt, name="receipt")]
