"""Addresses of tickets read at the door, headcounts, feedback, opinions, unmet demand."""

from django.urls import URLPattern, URLResolver

portal: list[URLPattern | URLResolver] = []
console: list[URLPattern | URLResolver] = []
