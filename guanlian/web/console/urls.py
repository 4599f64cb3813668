"""Addresses of the staff's pages."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.attending import urls as attending
from guanlian.web.authoring import urls as authoring
from guanlian.web.booking import urls as booking
from guanlian.web.console import home, matrix, records, registers, standard, workbook
from guanlian.web.entering import urls as entering
from guanlian.web.fairness import urls as fairness
from guanlian.web.network import urls as network
from guanlian.web.people import urls as people
from guanlian.web.posts import urls as posts
from guanlian.web.providing import urls as providing
from guanlian.web.staffing import urls as staffing
from guanlian.web.troupes import urls as troupes
from guanlian.web.volunteering import urls as volunteering

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("standard/", standard.standard, name="standard"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("statement/<str:code>/<str:clause>/", standard.statement, name="statement"),
    path("registers/", registers.index, name="registers"),
    path("registers/<slug:slug>/", registers.register, name="register"),
    path("registers/<slug:slug>/export/", registers.export, name="register_export"),
    path("registers/<slug:slug>/bulk/", registers.bulk, name="register_bulk"),
    path("registers/<slug:slug>/new/", records.new, name="record_new"),
    path("registers/<slug:slug>/<str:ref>/", records.edit, name="record_edit"),
    path("registers/<slug:slug>/<str:ref>/withdraw/", records.withdraw, name="record_withdraw"),
    path("registers/<slug:slug>/<str:ref>/restore/", records.restore, name="record_restore"),
    path("registers/<slug:slug>/<str:ref>/move/", records.move, name="record_move"),
    path("registers/<slug:slug>/<str:ref>/history/", records.history, name="record_history"),
    path("workbook/", workbook.page, name="workbook"),
    path("workbook/template/", workbook.template, name="workbook_template"),
    path("workbook/export/", workbook.export, name="workbook_export"),
    path("workbook/<str:token>/", workbook.preview, name="workbook_preview"),
    path("workbook/<str:token>/apply/", workbook.apply, name="workbook_apply"),
    path("workbook/<str:token>/drop/", workbook.drop, name="workbook_drop"),
    *network.console,
    *authoring.console,
    *booking.console,
    *entering.console,
    *fairness.console,
    *attending.console,
    *people.console,
    *troupes.console,
    *staffing.console,
    *posts.console,
    *volunteering.console,
    *providing.console,
]
