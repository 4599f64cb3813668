"""Addresses of one's own pages: household, inbox, what one has."""

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
console: list[URLPattern | URLResolver] = []
