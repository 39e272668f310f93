"""Templates of the unions' own: checked with the nearest code, sealed, versioned, for the subtree, retired."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.documents import library
from liuyou.kernel.documents.models import Document, Template, TemplateState
from liuyou.kernel.journal.models import Line
from liuyou.reports.papers.tests.conftest import template, text, upload


def send(client, content: bytes, name: str = "季度通报"):
    return client.post("/papers/templates/upload/", {"name": name, "file": upload(content)})


def test_each_unknown_tag_is_named_with_its_place_and_the_nearest_one(office):
    content = template("今年发放{{ 指标(“aid.mony”) }}。", "帮扶{{ 指标(“aid.peple”) }}人。")
    before = Template.objects.count()
    answer = send(office.write, content)
    page = text(answer)
    assert answer.status_code == 400
    for words in ("2 处认不出", "aid.mony", "aid.peple", ">aid.money<", ">aid.people<", "今年发放"):
        assert words in page, words
    assert Template.objects.count() == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ 单为 }}总结", "没有“单为”这一项"),
        ("{{ 指标(“aid.money”) ", "标记没有写完整"),
        ("{% if 有(“aid.money”) %}半句", "没有结束"),
        ("{{ 单位.__class__ }}", "模板有误"),
        ("{% if 有(“aid.people”) %}{{ 别的 }}{% endif %}", "没有“别的”这一项"),
        ("{% if not 有(“aid.people”) %}{{ 别的 }}{% endif %}", "没有“别的”这一项"),
        ("{{ 指标(“aid.money[program=送温暖]”) }}", "没有分项"),
    ],
)
def test_what_would_fail_when_a_paper_is_written_is_found_at_the_upload(office, line, words):
    answer = send(office.write, template(line))
    assert answer.status_code == 400
    assert words in text(answer)


def test_a_template_is_sealed_and_waits_until_it_is_put_in_use(office):
    content = template()
    assert send(office.write, content).status_code == 302
    made = Template.objects.get(name="季度通报")
    assert (made.version, made.state, made.figures) == (1, TemplateState.DRAFT, 4)
    assert b"word/document.xml" not in bytes(made.content)
    assert office.read.get(f"/papers/templates/{made.pk}/docx/").content == content
    value = f'value="t{made.pk}"'
    assert value not in text(office.write.get("/papers/new/"))
    page = text(office.write.get(f"/papers/templates/{made.pk}/", {"year": "2016", "part": "H1"}))
    assert "2.4万元" in page
    assert not Document.objects.exists()
    assert office.write.post(f"/papers/templates/{made.pk}/use/").status_code == 302
    assert value in text(office.write.get("/papers/new/"))
    assert office.write.post(f"/papers/templates/{made.pk}/retire/", {"reason": "不用了"}).status_code == 302
    assert value not in text(office.write.get("/papers/new/"))
    done = Line.objects.filter(register="documents.template", record=made.pk).order_by("pk")
    assert [each.action.rpartition(".")[2] for each in done] == ["upload", "use", "retire"]


def test_a_new_version_takes_the_place_of_the_old_once_in_use(office):
    send(office.write, template("新版{{ 指标(“aid.people”) }}"), "简报")
    old, new = Template.objects.filter(name="简报").order_by("version")
    assert (old.version, new.version) == (1, 2)
    usable = library.usable(office.county.east1, clock.today())
    assert [each.pk for each in usable] == [old.pk]
    library.put_in_use(new, clock.today(), actor=office.actor)
    assert [each.pk for each in library.usable(office.county.east1, clock.today())] == [new.pk]
    assert [each.pk for each in library.usable(office.county.east1, date(2016, 6, 1))] == [old.pk]


def test_a_federations_template_serves_those_below_and_nobody_beside(office):
    assert office.east.post("/papers/new/", {**office.asked, "numbered": "0"}).status_code == 302
    assert Document.objects.get().template_id == office.template.pk
    assert office.east.get(f"/papers/templates/{office.template.pk}/").status_code == 200
    assert office.east.post(f"/papers/templates/{office.template.pk}/retire/", {"reason": "乱"}).status_code == 404
    own = library.upload(office.county.east, "东镇简报", template(), actor=office.east_actor)
    assert office.west.get(f"/papers/templates/{own.pk}/").status_code == 404
    assert office.west.get(f"/papers/templates/{own.pk}/docx/").status_code == 404
    assert "东镇简报" not in text(office.west.get("/papers/templates/"))
    assert office.write.get(f"/papers/templates/{own.pk}/").status_code == 200
    with pytest.raises(NotFound):
        library.upload(office.county.west, "越界", template(), actor=office.east_actor)


def test_to_read_is_not_to_upload(office):
    assert send(office.read, template()).status_code == 404
    assert office.read.post(f"/papers/templates/{office.template.pk}/use/").status_code == 404
    assert "上传模板" not in text(office.read.get("/papers/templates/"))
    assert office.read.get(f"/papers/templates/{office.template.pk}/").status_code == 200


def test_names_of_shipped_templates_are_theirs(office):
    answer = send(office.write, template(), "半年工作总结")
    assert answer.status_code == 400
    assert "系统自带" in text(answer)
    with pytest.raises(BadInput, match="名称"):
        library.upload(office.county.root, "  ", template(), actor=office.actor)


def test_the_tags_are_found_by_words_and_by_the_nearest_code(office):
    assert "{{ 指标(&quot;aid.money&quot;) }}" in text(
        office.read.get("/papers/templates/tags/", {"words": "救助金额"})
    )
    near = text(office.read.get("/papers/templates/tags/", {"words": "aid.mony"}))
    assert "最接近的是" in near
    assert "aid.money" in near
