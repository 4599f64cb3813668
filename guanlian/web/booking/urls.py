"""Addresses of reservations of venues."""

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
console: list[URLPattern | URLResolver] = []
