"""Click in Chinese: headings of the help, and what is said when a command is called wrongly."""

from __future__ import annotations

import sys
from typing import Any

import click
import psycopg

from liuyou.kernel.base.errors import BadInput, LiuyouError

OK, REFUSED, USAGE, DIFFERS = 0, 1, 2, 3
SHOWN = 20
"""How many problems are printed; the error workbook has all of them."""


class Command(click.Command):
    """A command whose help has Chinese headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        pieces = pieces.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [row for parameter in self.get_params(ctx) if (row := parameter.get_help_record(ctx))]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明"
        return option


class Group(Command, click.Group):
    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Every error ends here, in plain Chinese and with its exit code."""
        try:
            code = super().main(*args, **(kwargs | {"standalone_mode": False}))
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "liuyou"
            _say(f"{usage_words(error)}\n用法请看：{where} --help")
            sys.exit(USAGE)
        except BadInput as error:
            _say(str(error))
            for problem in error.problems[:SHOWN]:
                _say(f"  {problem}")
            if len(error.problems) > SHOWN:
                _say(f"  …… 另有 {len(error.problems) - SHOWN} 处")
            sys.exit(REFUSED)
        except LiuyouError as error:
            _say(str(error))
            sys.exit(REFUSED)
        except OSError as error:
            _say(f"读写文件时出错：{error.filename or ''} {error.strerror or error}。请检查路径和权限。")
            sys.exit(REFUSED)
        except click.exceptions.Exit as leave:
            sys.exit(leave.exit_code)
        except (click.Abort, KeyboardInterrupt):
            _say("已停止，未完成的部分没有写入。")
            sys.exit(REFUSED)
        except Exception as error:
            words = database_words(error)
            if words is None:
                raise
            _say(words)
            sys.exit(REFUSED)
        sys.exit(code if isinstance(code, int) else OK)


def database_words(error: Exception) -> str | None:
    """What to do about a database that is not ready; None when the error is another."""
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "数据库还没有建好，或版本比程序旧：请先运行 liuyou init。"
    if isinstance(cause, psycopg.errors.IntegrityError | psycopg.DataError):
        return f"数据库没有接受这次写入（{cause.diag.constraint_name or type(cause).__name__}），未写入任何内容。"
    if isinstance(cause, psycopg.errors.DeadlockDetected | psycopg.errors.LockNotAvailable):
        return "有别人正在办理同样的事，请再试一次。未写入任何内容。"
    if isinstance(cause, psycopg.OperationalError):
        return f"连不上数据库：{str(cause).splitlines()[0]}。请检查 DATABASE_URL，或去掉它改用自带的数据库。"
    return None


def usage_words(error: click.UsageError) -> str:
    """What was wrong with the call."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是否指 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}。"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name
        return f"还需要给出 {name}。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{error.param.opts[0]} 的值不对：{error.message}"
    if "No such command" in error.message:
        return f"没有这个命令：{error.message.split(chr(39))[1]}。"
    return f"命令写法不对：{error.message}"


def _say(text: str) -> None:
    click.echo(text, err=True)
