"""Masking keeps what may be seen and nothing else."""

import pytest

from liuyou.kernel.base.masking import mask_bank_card, mask_identity, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_identity, "330102199001011234", "330***********1234"),
        (mask_identity, "E12345678", "*******78"),
        (mask_identity, "CHN330190010112", "CHN********0112"),
        (mask_identity, "12", "**"),
        (mask_identity, "", ""),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "138 1234 5678", "138****5678"),
        (mask_phone, "88012345", "******45"),
        (mask_phone, "", ""),
        (mask_bank_card, "6222 0212 0200 1234", "************1234"),
        (mask_bank_card, "12345678", "********"),
        (mask_name, "张三", "张*"),
        (mask_name, "张三丰", "张*"),
        (mask_name, "欧阳修", "欧阳*"),
        (mask_name, "欧阳", "欧*"),
        (mask_name, "阿不都·热合曼", "阿*"),
        (mask_name, "张", "张*"),
        (mask_name, " ", ""),
    ],
)
def test_the_middle_is_hidden(mask, value, shown):
    assert mask(value) == shown
