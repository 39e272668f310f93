"""Makes static/web/icons.svg of the icons named in icons.txt: `python make_icons.py FOLDER_OF_TABLER_OUTLINE_ICONS`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
HEAD = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons 3.52.0, MIT licence -->'
STYLE = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"'


def main(folder: Path) -> None:
    symbols = []
    for name in sorted(set((HERE / "icons.txt").read_text().split())):
        inside = re.sub(r"<svg[^>]*>|</svg>|\n", "", (folder / f"{name}.svg").read_text(), flags=re.DOTALL)
        symbols.append(f'<symbol id="{name}" {STYLE} stroke-linejoin="round">{" ".join(inside.split())}</symbol>')
    (HERE / "static" / "web" / "icons.svg").write_text("\n".join([HEAD, *symbols, "</svg>\n"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
