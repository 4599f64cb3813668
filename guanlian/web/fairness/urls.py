"""Addresses of draws, the waiting list, restrictions and appeals."""

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
console: list[URLPattern | URLResolver] = []
