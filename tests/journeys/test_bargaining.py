"""From an offer to an agreement in force and the check that it is kept."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.browsing import Person

Enter = Callable[..., Person]


def test_an_offer_becomes_an_agreement_in_force_that_is_checked(enter: Enter) -> None:
    officer = enter("jiceng")
    officer.go("维权协商", "协商要约")
    officer.click("登记", exact=False)
    officer.fill(employer="东一电器厂", ownership="非公", kind="工资", scope="单独", sent_on="2026-02-10")
    officer.click("登记")
    officer.sees("已登记：协商要约", "已发出")
    officer.takes("登记应约", replied_on="2026-02-20")
    officer.click("开始协商")
    officer.fill(employer="东一电器厂", kind="工资", workers="120", women="50")
    officer.click("登记")
    officer.sees("协商中")
    officer.takes("形成草案", worker_reps="3", employer_reps="3")
    officer.take("审议通过", entitled="120", present="70", in_favour="90")
    officer.sees("人数应依次不增")  # more in favour than there were
    officer.fill(present="100", in_favour="90")
    officer.click("审议通过", within=officer.page.locator(".form-bar"))
    officer.sees("已办理“审议通过”")
    chiefs = {"worker_chief": "王工", "employer_chief": "李总"}
    officer.takes("签订", signed_on="2026-03-02", starts_on="2026-03-02", ends_on="2027-03-01", **chiefs)
    officer.takes("报送审查", filed_on="2026-03-02")
    officer.takes("生效", in_force_on="2026-03-02", opinion="示人社审〔2026〕3号")
    officer.sees("生效")
    officer.click("登记履约检查")
    officer.fill(checked_on="2026-03-02", result="全面履行", asked="100", satisfied="96")
    officer.click("登记")
    officer.sees("已登记：履约检查")
