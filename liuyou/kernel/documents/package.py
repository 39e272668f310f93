"""A Word file as the zip of XML parts it is, opened with suspicion.

Everything that reads or writes a docx here goes through `Package`: files come from users, so size, number of parts,
entities and macros are checked once, in one place. Parts nobody asked for are written back unchanged.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from liuyou.kernel.base.errors import BadInput

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MAX_FILE = 50 * 1024 * 1024
MAX_PARTS = 2_000
MAX_PART = 64 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PROPS = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_CUSTOM = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PROPERTY = "liuyou"
_DRIVE = re.compile(r"(?:file:///)?[A-Za-z]:")
# Kinds of part that hold text a reader sees, in the order they are walked. Comments are not text of the paper.
_STORIES = ("document.main+xml", "template.main+xml", "footnotes+xml", "endnotes+xml", "header+xml", "footer+xml")


def parse(xml: bytes) -> etree._Element:
    """Root of an XML part; no entities, no network, no document type. Raises BadInput when it is not sound XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("文件内部已损坏，读不出来：请用 Word 或 WPS 打开后另存为 .docx 再试") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInput("文件里带有外部定义，不能接收：请用 Word 或 WPS 另存为 .docx 再试")
    return root


class Package:
    """Parts of one docx by name. Change a part through `tree()` and `put()`, then `save()`."""

    def __init__(self, docx: bytes) -> None:
        self._parts = dict(_unpack(docx))
        if not {"[Content_Types].xml", "_rels/.rels"} <= self._parts.keys() or not self.stories():
            raise BadInput("这不是 Word 文档：请选择 .docx 文件")
        for name in self._parts:
            if name.endswith(".rels"):
                _check_links(self.tree(name))

    def stories(self) -> list[str]:
        """Names of the parts that hold text: body, notes, headers, footers."""
        kinds: dict[str, list[str]] = {kind: [] for kind in _STORIES}
        for item in self.tree("[Content_Types].xml").iter(_TYPES + "Override"):
            kind = item.get("ContentType", "").rpartition("wordprocessingml.")[2]
            name = item.get("PartName", "").lstrip("/")
            if kind in kinds and name in self._parts:
                kinds[kind].append(name)
        return [name for names in kinds.values() for name in sorted(names)]

    def has(self, name: str) -> bool:
        return name in self._parts

    def tree(self, name: str) -> etree._Element:
        return parse(self._parts[name])

    def put(self, name: str, root: etree._Element) -> None:
        self._parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def save(self) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for name, part in self._parts.items():
                archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    @property
    def document(self) -> str | None:
        """The document id kept in the custom property `liuyou`."""
        if _CUSTOM not in self._parts:
            return None
        for item in self.tree(_CUSTOM).iter(_PROPS + "property"):
            if item.get("name") == _PROPERTY:
                return "".join(str(text) for text in item.itertext()).strip() or None
        return None

    @document.setter
    def document(self, value: str) -> None:
        if _CUSTOM in self._parts:
            root = self.tree(_CUSTOM)
        else:
            root = etree.Element(_PROPS + "Properties", nsmap={"cp": _PROPS[1:-1], "vt": _VT[1:-1]})
            self._declare_custom()
        for old in root.findall(f"{_PROPS}property[@name='{_PROPERTY}']"):
            root.remove(old)
        number = max((int(item.get("pid", "1")) for item in root if item.get("pid", "1").isdecimal()), default=1) + 1
        item = etree.SubElement(root, _PROPS + "property", fmtid=_FMTID, pid=str(number), name=_PROPERTY)
        etree.SubElement(item, _VT + "lpwstr").text = value
        self.put(_CUSTOM, root)

    def _declare_custom(self) -> None:
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, _TYPES + "Override", PartName="/" + _CUSTOM, ContentType=_CUSTOM_TYPE)
        self.put("[Content_Types].xml", types)
        rels = self.tree("_rels/.rels")
        etree.SubElement(rels, _RELS + "Relationship", Id="rIdLiuyou", Type=_CUSTOM_REL, Target=_CUSTOM)
        self.put("_rels/.rels", rels)


def _unpack(docx: bytes) -> Iterator[tuple[str, bytes]]:
    if len(docx) > MAX_FILE:
        raise BadInput(f"文件超过 {MAX_FILE // 1024 // 1024} MB：请压缩文中图片后再试")
    if docx.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput("文件加了密码，或是旧版 .doc：请去掉密码并另存为 .docx 再试")
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_sizes(infos)
            for info in infos:
                with archive.open(info) as source:
                    part = source.read(info.file_size + 1)
                if len(part) != info.file_size:
                    raise BadInput("文件内部大小与声明不符，不能接收：请用 Word 或 WPS 另存为 .docx 再试")
                yield info.filename, part
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise BadInput("这不是 Word 文档，或文件已损坏：请选择 .docx 文件") from error


def _check_links(relations: etree._Element) -> None:
    """Nothing may be fetched when the paper is opened; links to click and the path of an own template are harmless."""
    for item in relations.iter(_RELS + "Relationship"):
        kind = item.get("Type", "").rpartition("/")[2]
        own = kind == "attachedTemplate" and _DRIVE.match(item.get("Target", ""))
        if item.get("TargetMode") == "External" and kind != "hyperlink" and not own:
            raise BadInput("文件引用了外面的图片或模板，不能接收：请把图片嵌入文件、去掉外部模板后再试")


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    sizes = [info.file_size for info in infos]
    if len(infos) > MAX_PARTS or sum(sizes) > MAX_UNPACKED or max(sizes, default=0) > MAX_PART:
        raise BadInput("文件解压后过大，不能接收：请删去多余内容后另存为 .docx 再试")
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise BadInput("文件内部有重复的部分，不能接收：请用 Word 或 WPS 另存为 .docx 再试")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadInput("文件带有宏，不能接收：请另存为不带宏的 .docx 再试")
