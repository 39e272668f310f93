"""Addresses of the pages of returns. The records have the addresses that all registers have besides."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.returns.views import due, editor, filling, forms, reviewing, whole

urlpatterns = [
    path("returns/", due.due_page, name="returns-due"),
    path("returns/accept/", reviewing.accept_many, name="returns-accept"),
    path("returns/<int:number>/", filling.return_page, name="returns-return"),
    path("returns/<int:number>/judged/", filling.judged, name="returns-judged"),
    path("returns/<int:number>/review/", reviewing.review, name="returns-review"),
    path("returns/<int:number>/export/<slug:shape>/", filling.export, name="returns-export"),
    path("returns/forms/", forms.form_list, name="returns-forms"),
    path("returns/forms/new/", editor.new_form, name="returns-form-new"),
    path("returns/forms/preview/", editor.preview, name="returns-form-preview"),
    path("returns/forms/sheet/", editor.upload_sheet, name="returns-sheet-new"),
    path("returns/forms/shipped/<slug:code>/", forms.take_over, name="returns-shipped"),
    path("returns/forms/<int:number>/", forms.form_page, name="returns-form"),
    path("returns/forms/<int:number>/edit/", editor.edit_form, name="returns-form-edit"),
    path("returns/forms/<int:number>/sheet/", editor.upload_sheet, name="returns-sheet"),
    path("returns/forms/<int:number>/whole/", whole.consolidated, name="returns-consolidated"),
    path("returns/forms/<int:number>/completeness/", whole.completeness_page, name="returns-completeness"),
]
