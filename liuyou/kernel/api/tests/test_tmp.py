from liuyou.kernel.api.tests.test_pages import signed_in  # noqa
from liuyou.kernel.api.tests.test_registers import _visit
def test_web(county, signed_in):
    from liuyou.areas.aid.models import Visit
    v=_visit(county)
    c=signed_in("dong", county.east, "aid.read","aid.correct")
    page=c.get(f"/r/aid.visit/{v.pk}/correct/")
    form=page.context["form"]
    data={k:(form.initial.get(k) or "") for k in form.fields}
    data["reason"]="x"; data["visitors"]="新"
    r=c.post(f"/r/aid.visit/{v.pk}/correct/",data)
    print(r.status_code, repr(Visit.objects.get(pk=v.pk).findings), repr(Visit.objects.get(pk=v.pk).visitors))
    assert 0
