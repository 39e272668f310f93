"""Every write of forms and returns."""

from liuyou.kernel.actions.action import INPUT_TITLES
from liuyou.reports.returns.actions.forms import (
    draft_forms,
    edit_form,
    new_versions,
    publish_form,
    retire_form,
    succeed_form,
    withdraw_form,
)
from liuyou.reports.returns.actions.opening import begin_returns, open_period, open_returns, open_wanting
from liuyou.reports.returns.actions.returns import (
    accept_returns,
    declare_nil,
    fill_return,
    reopen_return,
    send_back_return,
    submit_returns,
    void_return,
)

INPUT_TITLES |= {"returns.form.ends_on": "停用日期", "returns.form.changes": "修改内容"}

__all__ = [
    "accept_returns",
    "begin_returns",
    "declare_nil",
    "draft_forms",
    "edit_form",
    "fill_return",
    "new_versions",
    "open_period",
    "open_returns",
    "open_wanting",
    "publish_form",
    "reopen_return",
    "retire_form",
    "send_back_return",
    "submit_returns",
    "succeed_form",
    "void_return",
    "withdraw_form",
]
