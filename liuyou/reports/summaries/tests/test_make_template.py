import io
import zipfile

from liuyou.reports.summaries.make_template import TARGET, half_year


def test_the_template_kept_here_is_the_one_the_script_makes():
    with zipfile.ZipFile(TARGET) as kept, zipfile.ZipFile(io.BytesIO(half_year().to_bytes())) as made:
        for part in ("word/document.xml", "word/styles.xml", "word/fontTable.xml", "word/settings.xml"):
            assert kept.read(part) == made.read(part)
