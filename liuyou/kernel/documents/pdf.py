"""Word papers as PDF, by LibreOffice where it is installed.

It runs with a profile of its own that is thrown away, so that it neither meets nor disturbs an open LibreOffice.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from liuyou.kernel.base.errors import BadInput

from .fonts import font_rules

SECONDS = 90


def available() -> bool:
    return _program() is not None


def to_pdf(docx_path: Path, out_dir: Path, *, seconds: float = SECONDS) -> Path:
    """PDF of a paper in `out_dir`, same name. Raises BadInput if LibreOffice is absent, fails or takes too long."""
    return convert(docx_path, out_dir, "pdf", seconds=seconds)


def convert(source: Path, out_dir: Path, kind: str, *, seconds: float = SECONDS) -> Path:
    """`source` saved by LibreOffice as `kind` (pdf, docx, odt) in `out_dir`, which must not be its own folder."""
    program = _program()
    if program is None:
        raise BadInput(
            "这台电脑没有安装 LibreOffice，不能生成 PDF：请安装 libreoffice-writer，或下载 Word 文件后另存为 PDF"
        )
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / f"{source.stem}.{kind}"
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="liuyou-") as scratch:
        rules = Path(scratch, "fonts.conf")
        rules.write_text(font_rules(), encoding="utf-8")
        profile = Path(scratch, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", kind, "--outdir", str(out_dir.resolve()), str(source.resolve())]
        _run(command, {**os.environ, "HOME": scratch, "FONTCONFIG_FILE": str(rules)}, seconds)
    if not target.is_file():
        raise BadInput(f"LibreOffice 没能转换“{source.name}”：请用 Word 或 WPS 打开看是否完好")
    return target


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(command: list[str], environment: dict[str, str], seconds: float) -> None:
    # The fixed program found on the path, arguments as a list: nothing of the paper reaches a shell.
    process = subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"转换超过 {seconds:g} 秒，已停止：请稍后再试，或下载 Word 文件后另存为 PDF") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
