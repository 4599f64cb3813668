"""Every address of the product; the rooms of the web layer bring their own."""

from django.urls import include, path

handler500 = "guanlian.web.queueing.fault"

urlpatterns = [
    path("", include("guanlian.web.urls")),
]
