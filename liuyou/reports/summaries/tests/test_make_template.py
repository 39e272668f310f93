import io
import zipfile

import pytest

from liuyou.reports.summaries import ANNUAL, HALF_YEAR, PLAN
from liuyou.reports.summaries.make_annual import annual, plan
from liuyou.reports.summaries.make_template import half_year


@pytest.mark.parametrize(("path", "make"), [(HALF_YEAR, half_year), (ANNUAL, annual), (PLAN, plan)])
def test_the_template_kept_here_is_the_one_the_script_makes(path, make):
    with zipfile.ZipFile(path) as kept, zipfile.ZipFile(io.BytesIO(make().to_bytes())) as made:
        for part in ("word/document.xml", "word/styles.xml", "word/fontTable.xml", "word/settings.xml"):
            assert kept.read(part) == made.read(part)
