"""Addresses of registering for activities, tickets, and the staff's programme."""

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
console: list[URLPattern | URLResolver] = []
