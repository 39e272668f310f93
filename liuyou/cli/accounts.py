"""account: opening the first accounts, before anybody can sign in to open others."""

from __future__ import annotations

import click

from liuyou.cli import main, start
from liuyou.kernel.base.errors import BadInput


@main.command()
@click.argument("username")
@click.argument("name")
@click.option("--role", required=True, help="角色代码，如 security（安全管理员）、supervisor（区县总工会干部）")
@click.option("--org", default="", help="在哪个工会任职，默认最上级组织")
def account(username: str, name: str, role: str, org: str) -> None:
    """开通一个账号并任命职务，打印只能用一次的初始密码。用于安装后的头几个账号，之后在网页上办理。

    \b
    例：liuyou account aqgl 安全员 --role security
        liuyou account wangfang 王芳 --role supervisor --org 示例区总工会
    """
    start()
    from liuyou.cli.records import root_or
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.accounts.actions import create_account
    from liuyou.kernel.accounts.posts import appoint
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue.roles import ROLES, permissions_of
    from liuyou.kernel.writing.permit import permit

    if role not in ROLES:
        known = "、".join(f"{code}（{each.title}）" for code, each in ROLES.items())
        raise BadInput(f"没有角色“{role}”：可用的有 {known}。")
    place, actor = root_or(org), operator()
    with permit("accounts.user.start"):
        opened = create_account(username, name, place, actor=actor, reason="安装时开通")
        title, today = ROLES[role].title, clock.today()
        appoint(opened.user.actor, place, title, permissions_of(role), starts=today, actor=actor, reason="安装时任命")
    click.echo(f"已开通 {opened.user.username}（{title}），初始密码：{opened.password}")
    click.echo("第一次登录时须换成自己的密码。")
