"""The tree, parameters, accounts and posts, the journal, and the keeping of the machine: by whom each is for."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.browsing import Person, Stage, sign_in
from tests.journeys.cast import COUNTY, EAST, EAST1, WEST, WEST1
from tests.journeys.serving import Served

Enter = Callable[..., Person]
OWN = "Zheli-shi-xiaozhen-2026"


def test_an_org_is_moved_after_a_look_at_what_it_does_to_the_figures(enter: Enter) -> None:
    chief = enter("quzong")
    chief.go("组织", "组织树")
    chief.fill(q=WEST1)
    chief.click("查看")
    chief.click(WEST1)
    chief.click("移到别的上级")
    chief.fill(other=EAST, on="2026-03-01", reason="县编办批复")
    chief.click("先看会有什么变化")
    chief.sees("还没有写入任何内容", WEST, EAST, "受影响的组织")
    chief.click("确认移动")
    chief.sees(WEST1, EAST, "县编办批复")
    chief.click("移到别的上级")
    chief.fill(other=WEST, on="2026-03-02", reason="批复有误，移回")
    chief.click("先看会有什么变化")
    chief.click("确认移动")
    chief.sees("批复有误，移回")


def test_a_parameter_is_set_otherwise_for_one_town_and_comes_back(enter: Enter) -> None:
    chief = enter("quzong")
    chief.switch(EAST)
    chief.go("系统", "参数")
    chief.fill(q="建档公示期")
    chief.click("查看")
    chief.click("建档公示期")
    chief.click(f"为{EAST}另定")
    chief.page.locator("main input[name=value]").fill("7")
    chief.page.locator("main [name=since], main [name=valid_from], main [name=starts]").first.fill("2026-03-01")
    chief.page.locator("main [name=reason]").fill("镇里公示七天")
    source = chief.page.locator("main [name=source]")
    if source.count():
        source.fill("镇总工会会议纪要")
    chief.click("保存另定的值")
    chief.sees("7 工作日", "镇里公示七天", EAST)
    chief.click("停用或收回")
    chief.fill(ends="2026-02-28", reason="仍按五天")
    chief.page.locator("main .form-bar button").first.click()
    chief.sees("已收回")


def test_an_account_is_opened_a_post_given_and_ended_and_then_nothing_is_seen_any_more(
    enter: Enter, stage: Stage
) -> None:
    keeper, chief = enter("anquan"), enter("quzong")
    password = _account_is_opened(keeper)
    _post_is_given(chief)
    with stage.person("", locale="zh-CN") as fresh:
        sign_in(fresh, "xinren", password)
        fresh.sees("先换成自己的密码")
        fresh.open("/r/aid.payment/")
        fresh.sees("先换成自己的密码")
        fresh.fill(oldpassword=password, password1=OWN, password2=OWN)
        fresh.page.locator("main button.btn-primary").click()
        fresh.go("帮扶服务", "救助发放")
        fresh.sees("周甲")
        _post_is_ended(chief)
        assert fresh.absent("/r/aid.payment/")
        fresh.open("/")
        fresh.sees("没有任何在任的职务")


def _account_is_opened(keeper: Person) -> str:
    keeper.switch(EAST1)
    keeper.go("系统", "账号")
    keeper.click("开通账号")
    keeper.fill(name="秦新", username="xinren", reason="新到任")
    keeper.click("开通账号")
    keeper.sees("只显示这一次")
    password = keeper.page.locator("main .user-select-all").inner_text()
    keeper.click("已告诉本人，继续")
    keeper.sees("未改初始密码", "还没有职务")
    return password


def _post_is_given(chief: Person) -> None:
    chief.switch(EAST1)
    chief.go("系统", "任免职务")
    chief.click("秦新")
    chief.click("任命职务")
    chief.fill(role="officer", starts="2026-03-01", reason="县总工〔2026〕3 号")
    chief.click("任命")
    chief.sees("基层工会干部", "在任")


def _post_is_ended(chief: Person) -> None:
    chief.click("免职")
    chief.fill(on="2026-03-02", reason="调离")
    chief.click("办理卸任")
    chief.sees("2026-03-02")


def test_the_auditor_finds_who_did_what_in_the_journal(enter: Enter, server: Served) -> None:
    auditor = enter("shenji")
    server.as_it_is()
    auditor.go("系统", "办理日志")
    auditor.sees("日志只能追加")
    auditor.fill(words="民政部门公布")
    auditor.click("查找")
    auditor.sees("民政部门公布", COUNTY)
    auditor.click("完整性和每日条数")
    auditor.sees("数据库拒绝修改和删除")
    auditor.go("系统", "登录记录")
    auditor.sees("李正")


def test_the_keeper_of_the_system_makes_a_backup_and_sees_how_it_runs(enter: Enter, server: Served) -> None:
    keeper = enter("xitong")
    server.as_it_is()
    keeper.go("系统", "备份")
    keeper.click("现在备份")
    keeper.sees("100%")
    keeper.go("系统", "备份")
    keeper.sees("加密后下载")
    keeper.go("系统", "运行状况")
    keeper.sees("数据库", "后台任务")
    keeper.go("系统", "账实核对")
    keeper.click("现在核对一次")
    keeper.page.wait_for_url("**/reconcile/**")
    keeper.go("系统", "任务")
    keeper.sees("核对")
