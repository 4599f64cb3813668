"""Addresses of the programme as staff make it."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.authoring import activity, drafts, lessons, papers, programme, steps

console: list[URLPattern | URLResolver] = [
    path("programme/", programme.programme, name="programme"),
    path("programme/publish/", programme.publish_many, name="programme_publish"),
    path("programme/new/", drafts.choose, name="programme_new"),
    path("programme/new/blank/", drafts.blank, name="programme_blank"),
    path("programme/new/pattern/<int:number>/", drafts.from_pattern, name="programme_pattern"),
    path("programme/clash/", drafts.clash, name="programme_clash"),
    path("programme/review/", papers.review_rules, name="programme_review"),
    path("programme/<str:code>/", activity.activity, name="activity"),
    path("programme/<str:code>/do/", steps.do, name="activity_do"),
    path("programme/<str:code>/edit/", drafts.edit, name="activity_edit"),
    path("programme/<str:code>/again/", drafts.again, name="activity_again"),
    path("programme/<str:code>/pattern/", drafts.save_pattern, name="activity_pattern"),
    path("programme/<str:code>/admission/", steps.admission, name="activity_admission"),
    path("programme/<str:code>/change/", steps.change, name="activity_change"),
    path("programme/<str:code>/cancel/", steps.cancel, name="activity_cancel"),
    path("programme/<str:code>/lessons/", lessons.timetable, name="activity_lessons"),
    path("programme/<str:code>/lessons/<int:number>/", lessons.lesson, name="activity_lesson"),
    path("programme/<str:code>/preview/", papers.preview, name="activity_preview"),
    path("programme/<str:code>/sheet/", papers.sheet, name="activity_sheet"),
]
