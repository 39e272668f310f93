"""What a password must be, in words that say what to do. GB/T 22239-2019 8.1.4.1 a): complexity."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from liuyou.kernel.accounts import policy

LOCAL = ("gonghui", "zonggonghui", "liuyou", "woaini", "nihao", "zhongguo", "mima", "admin", "password", "qwer", "asdf")
"""Words that guessers of Chinese passwords try first; a password made of one and a few digits is none."""
RUNS = {
    row[start : start + 6]
    for row in ("01234567890", "09876543210", "abcdefghij", "qwertyuiop", "asdfghjkl")
    for start in range(len(row) - 5)
}
"""Six keys in a row."""


class LongEnough:
    def validate(self, password: str, user: Any = None) -> None:
        least = int(policy.installed("accounts.password_min_length"))
        if len(password) < least:
            raise ValidationError(f"密码至少 {least} 位，现在只有 {len(password)} 位。")

    def get_help_text(self) -> str:
        return f"至少 {int(policy.installed('accounts.password_min_length'))} 位"


class Mixed:
    def validate(self, password: str, user: Any = None) -> None:
        if not re.search(r"[A-Za-z]", password) or not re.search(r"\d", password):
            raise ValidationError("密码要同时有字母和数字，最好再加一个符号。")

    def get_help_text(self) -> str:
        return "同时有字母和数字"


class NotCommon(CommonPasswordValidator):
    def validate(self, password: str, user: Any = None) -> None:
        lower = password.lower()
        letters = re.sub(r"[^a-z]", "", lower)
        if lower.strip() in self.passwords or any(run in lower for run in RUNS) or letters in LOCAL:
            raise ValidationError("这个密码太常见，容易被猜中：请换一个，不要用连号、单位简称或常用词。")

    def get_help_text(self) -> str:
        return "不用连号和常用词"


class NotOwnName:
    def validate(self, password: str, user: Any = None) -> None:
        username = getattr(user, "username", "") or ""
        if len(username) >= 3 and username in password.lower():
            raise ValidationError("密码里不要含自己的用户名。")

    def get_help_text(self) -> str:
        return "不含用户名"
