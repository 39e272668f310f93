"""Bulk runs: every record once, the refused ones with their own words, stopped, resumed, never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from liuyou.areas.aid.actions import applications, programmes
from liuyou.areas.aid.models import Application, Payment
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.jobs import running, sweeping
from liuyou.kernel.jobs.inputs import read, written
from liuyou.kernel.jobs.kinds import TASKS, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.taking import take
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.writing.permit import permit

PASSED = date(2022, 4, 12)
GRANT = {"amount": Decimal(300), "opinion": "同意"}
APPROVE = "aid.application.approve"


def start(county, records, **more):
    given = {"actor": county.actor, "inputs": GRANT, "on": PASSED} | more
    return running.start_run(APPROVE, records, **given)


def finished(run: Run) -> Run:
    running.work(run.pk)
    run.refresh_from_db()
    return run


def states(run: Run) -> dict[int, tuple[str, str]]:
    return {item.record: (item.state, item.message) for item in run.items.all()}


def test_all_records_are_approved_in_sets(county, on_notice, django_assert_max_num_queries):
    made = on_notice(county.people(*(f"职工{number}" for number in range(120))))
    run = start(county, made)
    assert (run.state, run.title, run.total) == ("waiting", "救助申请：批准", 120)
    with django_assert_max_num_queries(60):
        run = finished(run)
    assert (run.state, run.progress, run.refused) == ("done", 120, 0)
    assert set(Application.objects.values_list("state", "amount", "opinion")) == {("approved", 300, "同意")}
    lines = Line.objects.filter(action=APPROVE)
    assert lines.count() == 120
    assert lines.first().after["amount"] == "300"
    assert reconcile() == []


def test_the_refused_ones_have_their_own_words_and_hold_up_nobody(county, on_notice):
    one, two, three = county.people("王一", "李二", "张三")
    made = on_notice([one, two, three])
    applications.withdraw_application(made[1], actor=county.actor, reason="本人放弃")
    run = finished(start(county, [*made, 999_999]))
    assert (run.state, run.refused) == ("done", 2)
    found = states(run)
    assert found[made[0]] == found[made[2]] == ("done", "")
    assert found[made[1]][0] == "refused"
    assert "现在是“已撤回”，不能“批准”" in found[made[1]][1]
    assert found[999_999] == ("refused", "没有这条记录，或不在您的管理范围内。")
    assert "2 条被拒绝" in run.note


def test_what_the_programme_refuses_is_told_of_each(county, on_notice):
    people = county.people(*(f"职工{number}" for number in range(7)))
    row = {
        "org_id": county.root,
        "name": "临时救助",
        "year": 2022,
        "funds": {"工会经费": Decimal(1000)},
        "cap": Decimal(400),
    }
    programmes.open_programmes([row], actor=county.actor, on=date(2022, 1, 1))
    made = on_notice(people)
    run = finished(start(county, made))
    assert run.refused == 7  # without a fund
    assert {message for _, message in states(run).values()} == {"资金来源“”不在可选范围内：请从工会经费中选择。"}


def test_payments_over_the_budget_are_refused_and_later_ones_that_fit_are_made(county, on_notice):
    people = county.people("王一", "李二", "张三", "赵四")
    made = on_notice(people)
    for number, amount in zip(made, (400, 500, 400, 100), strict=True):
        applications.approve_application(number, amount=Decimal(amount), opinion="同意", actor=county.actor, on=PASSED)
    row = {"org_id": county.root, "name": "临时救助", "year": 2022, "funds": {"": Decimal(1000)}, "cap_parameter": ""}
    programmes.open_programmes([row], actor=county.actor, on=date(2022, 1, 1))
    run = running.start_run("aid.application.pay", made, actor=county.actor, inputs={"voucher": "记-1"}, on=PASSED)
    run = finished(run)
    assert [states(run)[number][0] for number in made] == ["done", "done", "refused", "done"]
    assert "预算 1000 元，已用 900.00 元，再发 400.00 元" in states(run)[made[2]][1]
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [100, 400, 500]
    assert reconcile() == []


def test_a_run_reaches_no_further_than_its_actor(county, on_notice):
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint

    with permit("access.actor.start"):
        town = Actor.objects.create(name="东镇干事")
    appoint(town, county.east, "干事", ["aid.*"], since=county.since)
    one, two = county.people("王一", "李二")
    [here], [there] = on_notice([one]), on_notice([two], county.west1)
    run = finished(start(county, [here, there], actor=town))
    assert [states(run)[number][0] for number in (here, there)] == ["done", "refused"]
    assert Application.objects.get(pk=there).state == "on_notice"


def test_a_stopped_run_goes_on_where_it_stood(county, on_notice, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 4)
    made = on_notice(county.people(*(f"职工{number}" for number in range(10))))
    run = start(county, made)
    with monkeypatch.context() as patched:
        real = running.do_chunk

        def then_stop(number: int) -> bool:
            again = real(number)
            if again and Run.objects.get(pk=number).progress == 4:
                running.stop_run(Run.objects.get(pk=number), actor=county.actor)
            return again

        patched.setattr(running, "do_chunk", then_stop)
        running.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.progress) == ("stopped", 4)
    assert Application.objects.filter(state="approved").count() == 4
    assert finished(run).progress == 4  # nobody resumed it
    running.resume_run(run, actor=county.actor)
    assert (finished(run).state, run.progress) == ("done", 10)
    assert Line.objects.filter(action=APPROVE).count() == 10


def test_a_chunk_that_fails_leaves_neither_record_nor_mark(county, on_notice, monkeypatch):
    made = on_notice(county.people("王一", "李二"))
    run = start(county, made)

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(running, "_mark", fail)
        assert finished(run).state == "stopped"
    assert {state for state, _ in states(run).values()} == {"waiting"}
    assert set(Application.objects.values_list("state", flat=True)) == {"on_notice"}
    running.resume_run(run, actor=county.actor)
    assert finished(run).state == "done"


def test_a_run_is_refused_before_it_begins_when_it_could_never_succeed(county, on_notice):
    made = on_notice(county.people("王一"))
    with pytest.raises(Refused, match="还需要填写：金额"):
        start(county, made, inputs={"opinion": "同意"})
    with pytest.raises(Refused, match="没有选中记录"):
        start(county, [])
    with pytest.raises(NotFound):
        running.start_run("aid.application.fly", made, actor=county.actor)


def test_refusals_without_a_name_are_found_by_halving(county, on_notice, monkeypatch):
    from liuyou.kernel.actions.action import ACTIONS

    bad, calls = {3, 8}, []

    def act(records: list[int], **_: object) -> None:
        calls.append(len(records))
        if hit := bad & set(records):
            raise Refused(f"第 {min(hit)} 条不行")

    monkeypatch.setitem(ACTIONS, "x.y.z", act)
    assert take("x.y.z", list(range(10))) == {3: "第 3 条不行", 8: "第 8 条不行"}
    assert len(calls) < 20


def test_inputs_come_back_as_they_were():
    given = {"amount": Decimal("3.10"), "on": date(2022, 1, 1), "rows": [{"a": Decimal(1)}], "text": "字"}
    assert read(written(given)) == given
    assert read(written({})) == {}


def test_a_dead_worker_s_run_is_queued_again_once(county, on_notice):
    run = start(county, on_notice(county.people("王一")))
    assert sweeping.sweep() == 0  # it waits in the queue
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with permit("jobs.run.begin"):
        Run.objects.update(state="running")
    assert [sweeping.sweep(), sweeping.sweep()] == [1, 0]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with running.alone(run.pk):
        assert sweeping.sweep() == 0  # somebody is at work


def test_a_run_does_not_go_on_for_whom_is_kept_out(county, on_notice):
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.accounts.actions import create_account, disable_account, enable_account

    made = on_notice(county.people("王一", "李二"))
    user = create_account("zhou", "周", county.root, actor=county.actor).user
    appoint(Actor.objects.get(pk=user.actor_id), county.root, "主席", ["aid.approve"], since=county.since)
    run = start(county, made, actor=user.actor)
    disable_account(user.pk, actor=county.actor, reason="离职")
    run = finished(run)
    assert (run.state, run.progress) == ("stopped", 0)
    assert "账号已停用" in run.note
    assert not Application.objects.filter(state="approved").exists()
    enable_account(user.pk, actor=county.actor, reason="复职")
    running.resume_run(run, actor=county.actor)
    assert finished(Run.objects.get(pk=run.pk)).state == "done"


def test_a_task_tells_how_far_it_is_and_leaves_a_file(county, monkeypatch):
    @task("test.write", "写文件")
    def write(run: Run, progress) -> str:
        progress(1, 2, "一半")
        assert (Run.objects.get(pk=run.pk).percent, Run.objects.get(pk=run.pk).note) == (50, "一半")
        progress.file("名单.txt").write_text("内容")
        return "写好了。"

    try:
        run = finished(running.start_task("test.write", actor=county.actor))
        assert (run.state, run.note, run.percent, run.file.read_text()) == ("done", "写好了。", 100, "内容")
    finally:
        del TASKS["test.write"]


def test_the_nightly_tasks_begin_once_a_day(county, monkeypatch):
    from datetime import datetime

    from django.utils import timezone

    night = timezone.make_aware(datetime(2030, 1, 2, 3, 0))  # noqa: DTZ001
    monkeypatch.setattr(timezone, "localtime", lambda *_: night)
    monkeypatch.setattr(running.timezone, "now", lambda: night)
    assert "ledger.reconcile" in sweeping.start_nightly()
    assert sweeping.start_nightly() == []
    run = finished(Run.objects.get(kind="ledger.reconcile"))
    assert "账实一致" in run.note
