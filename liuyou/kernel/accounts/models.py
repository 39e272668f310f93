"""Accounts and the history of signing in. An account is a way in for an actor; rights come only from posts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.core.validators import RegexValidator
from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD, permit

USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9_.-]{2,29}\Z", "用户名为 3 至 30 位小写字母、数字和 . _ -，以字母或数字开头。"
)


class UserManager(BaseUserManager["User"]):
    """Looks accounts up; they are made by `accounts.actions` alone."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A way to sign in. `must_change_password`: the password was given by an administrator and holds once."""

    username = models.CharField("用户名", max_length=30, unique=True, validators=[USERNAME])
    actor = models.OneToOneField(Actor, models.PROTECT, related_name="user")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="所在组织")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=True)
    password_changed_at = models.DateTimeField("密码更换时间", null=True)
    sessions_from = models.DateTimeField("此前的登录作废", null=True, editable=False)
    created_at = models.DateTimeField("开通时间")
    last_login = None

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        triggers: ClassVar = [GUARD]

    def __str__(self) -> str:
        return self.actor.name

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's; a hash of an older kind is renewed under a permit of its own."""

        def renew(raw: str) -> None:
            self.set_password(raw)
            self._password = None
            with permit("accounts.password.rehash"):
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)

    def get_session_auth_hash(self) -> str:
        """Sessions end with the password they began with, and when the second factor is taken away."""
        return f"{super().get_session_auth_hash()}{self.sessions_from or ''}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Never: rights come from posts (`kernel.access.reach`), and there is no superuser."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Outcome(models.TextChoices):
    """What became of an attempt to sign in."""

    ENTERED = "entered", "登录"
    REFUSED = "refused", "未通过"
    LOCKED = "locked", "锁定"
    LEFT = "left", "退出"


class SignIn(models.Model):
    """One attempt. A name that belongs to no account is not kept: people type passwords there."""

    at = models.DateTimeField("时间")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins")
    address = models.GenericIPAddressField("来自", null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    reason = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="sign_in_user")]
