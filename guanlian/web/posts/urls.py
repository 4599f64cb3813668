"""Addresses of establishment and posts, branch heads, village administrators, training, appraisals and journals."""

from django.urls import URLPattern, URLResolver, path

from guanlian.web.posts import (
    administrators,
    appointing,
    appraisals,
    establishment,
    heads,
    hiring,
    journal,
    organisation,
    training,
    village,
)

console: list[URLPattern | URLResolver] = [
    path("establishment/", establishment.establishment, name="establishment"),
    path("establishment/<str:code>/", organisation.organisation, name="organisation"),
    path("heads/", heads.heads, name="heads"),
    path("heads/<str:code>/", heads.branch_head, name="branch_head"),
    path("heads/<str:code>/propose/", appointing.propose, name="head_propose"),
    path("heads/<str:code>/<str:number>/", heads.branch_head_print, name="branch_head_print"),
    path("heads/<str:code>/<str:number>/advise/", appointing.advise, name="head_advise"),
    path("heads/<str:code>/<str:number>/appoint/", appointing.appoint, name="head_appoint"),
    path("heads/<str:code>/<str:number>/decline/", appointing.decline, name="head_decline"),
    path("heads/<str:code>/<str:number>/take-back/", appointing.take_back, name="head_take_back"),
    path("heads/<str:code>/<str:number>/end/", appointing.end, name="head_end"),
    path("administrators/", administrators.administrators, name="administrators"),
    path("administrators/<str:code>/", village.village, name="village_administrators"),
    path("administrators/<str:code>/hire/", hiring.hire, name="administrator_hire"),
    path("administrators/<str:code>/<str:post>/replace/", hiring.replace, name="administrator_replace"),
    path("administrators/<str:code>/<str:post>/end/", hiring.end, name="administrator_end"),
    path("staff-training/", training.staff_training, name="staff_training"),
    path("staff-training/<str:code>/", training.staff_training_run, name="staff_training_run"),
    path("appraisals/", appraisals.appraisals, name="appraisals"),
    path("appraisals/<str:code>/<int:year>/", appraisals.appraisal, name="appraisal"),
    path("appraisals/<str:code>/<int:year>/print/", appraisals.appraisal_print, name="appraisal_print"),
    path("appraisals/<str:code>/<int:year>/<str:hall>/", appraisals.appraisal_write, name="appraisal_write"),
    path("journal/", journal.journal, name="journal"),
    path("journal/<str:code>/", journal.journal_of, name="journal_of"),
]
