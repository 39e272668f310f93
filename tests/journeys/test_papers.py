"""A paper is previewed with its figures, issued with a number, taken away, verified, and made void."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.journeys.browsing import Person
from tests.journeys.cast import COUNTY

Enter = Callable[..., Person]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_a_paper_is_previewed_issued_with_a_number_downloaded_verified_and_voided(enter: Enter) -> None:
    chief = enter("quzong")
    chief.go("公文", "写公文")
    chief.fill(year="2016", part="H1", on="2016-07-05", numbered="1")
    chief.page.locator("#template").select_option(value="summary")
    chief.click("预览")
    chief.sees("看过样张，再发文", f"{COUNTY}2016年上半年工作总结")
    chief.page.locator("main .sheet a, main .paper a, main [data-figure]").first.click()
    panel = chief.page.locator(".figure-panel")
    panel.wait_for()
    assert "全部记录" in panel.inner_text()
    chief.page.keyboard.press("Escape")
    chief.click("发文", exact=False)
    chief.sees("已发出", "全部相符")
    number = re.search(r"示工〔2016〕\d+号", chief.page.locator("main").inner_text())
    assert number
    content = chief.download("下载 Word", within=chief.page.locator(".page-actions")).read_bytes()
    assert content[:2] == b"PK"
    chief.go("公文", "核对公文")
    chief.page.locator("input[type=file]").set_input_files({"name": "总结.docx", "mimeType": DOCX, "buffer": content})
    chief.click("核对这份公文")
    chief.sees("全部相符", number.group())
    chief.go("公文", "已发公文")
    chief.click(f"{COUNTY}2016年上半年工作总结")
    chief.page.locator("summary", has_text="作废这份公文").click()
    chief.fill(reason="数字口径有误")
    chief.click("作废")
    chief.sees("已作废。文号保留", "数字口径有误", number.group())


def test_a_file_that_is_not_ours_is_said_to_be_so(enter: Enter) -> None:
    chief = enter("quzong")
    chief.go("公文", "核对公文")
    chief.page.locator("input[type=file]").set_input_files({"name": "别的.docx", "mimeType": DOCX, "buffer": b"PK\3\4"})
    chief.click("核对这份公文")
    chief.page.locator("main .alert-danger").wait_for()
    chief.watch.found = [each for each in chief.watch.found if "status of 4" not in each]
