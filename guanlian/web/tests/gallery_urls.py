"""The product's addresses with the gallery, as in development."""

from guanlian.web import gallery
from guanlian.web.urls import urlpatterns as web

urlpatterns = [*web, *(pattern for pattern in gallery.urlpatterns if pattern not in web)]
