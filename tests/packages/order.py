"""In which order the children of an element stand, and which attributes it may carry: ECMA-376 part 1, annex A.2."""

from __future__ import annotations

from collections.abc import Iterator

from tests.packages.archive import Element, local

ORDER = {
    "workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes "
    "webPublishing fileRecoveryPr webPublishObjects extLst",
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks "
    "colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF "
    "picture oleObjects controls webPublishItems tableParts extLst",
    "sheetPr": "tabColor outlinePr pageSetUpPr",
    "sheetView": "pane selection pivotSelection extLst",
    "row": "c extLst",
    "c": "f v is extLst",
    "autoFilter": "filterColumn sortState extLst",
    "cfRule": "formula colorScale dataBar iconSet extLst",
    "dataValidation": "formula1 formula2",
    "headerFooter": "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter",
    "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
    "tableColumn": "calculatedColumnFormula totalsRowFormula xmlColumnPr extLst",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "xf": "alignment protection extLst",
    "dxf": "font numFmt fill alignment border protection extLst",
    "patternFill": "fgColor bgColor",
    "border": "start left end right top bottom diagonal vertical horizontal",
    "si": "t r rPh phoneticPr",
    "is": "t r rPh phoneticPr",
    "comments": "authors commentList extLst",
}
_ORDER = {tag: {child: at for at, child in enumerate(order.split())} for tag, order in ORDER.items()}
_MANY = {
    "selection", "pivotSelection", "c", "filterColumn", "formula", "conditionalFormatting", "r", "rPh"
}  # fmt: skip
ATTRIBUTES = {
    "row": "r spans s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot ph",
    "c": "r s t cm vm ph",
    "f": "t aca ref dt2D dtr del1 del2 r1 r2 ca si bx",
    "v": "",
    "col": "min max width style hidden bestFit customWidth phonetic outlineLevel collapsed",
    "sheet": "name sheetId state",
    "definedName": "name comment customMenu description help statusBar localSheetId hidden function vbProcedure xlm "
    "functionGroupId shortcutKey publishToServer workbookParameter",
    "workbookView": "visibility minimized showHorizontalScroll showVerticalScroll showSheetTabs xWindow yWindow "
    "windowWidth windowHeight tabRatio firstSheet activeTab autoFilterDateGrouping",
    "calcPr": "calcId calcMode fullCalcOnLoad refMode iterate iterateCount iterateDelta fullPrecision calcCompleted "
    "calcOnSave concurrentCalc concurrentManualCount forceFullCalc",
    "table": "id name displayName comment ref tableType headerRowCount insertRow insertRowShift totalsRowCount "
    "totalsRowShown published headerRowDxfId dataDxfId totalsRowDxfId headerRowBorderDxfId tableBorderDxfId "
    "totalsRowBorderDxfId headerRowCellStyle dataCellStyle totalsRowCellStyle connectionId",
    "tableColumn": "id uniqueName name totalsRowFunction totalsRowLabel queryTableFieldId headerRowDxfId dataDxfId "
    "totalsRowDxfId headerRowCellStyle dataCellStyle totalsRowCellStyle",
    "dataValidation": "type errorStyle imeMode operator allowBlank showDropDown showInputMessage showErrorMessage "
    "errorTitle error promptTitle prompt sqref",
    "cfRule": "type dxfId priority stopIfTrue aboveAverage percent bottom operator text timePeriod rank stdDev "
    "equalAverage",
    "conditionalFormatting": "pivot sqref",
    "hyperlink": "ref location tooltip display",
    "mergeCell": "ref",
    "selection": "pane activeCell activeCellId sqref",
    "pane": "xSplit ySplit topLeftCell activePane state",
    "xf": "numFmtId fontId fillId borderId xfId quotePrefix pivotButton applyNumberFormat applyFont applyFill "
    "applyBorder applyAlignment applyProtection",
    "ignoredError": "sqref evalError twoDigitTextYear numberStoredAsText formula formulaRange unlockedFormula "
    "emptyCellReference listDataValidation calculatedColumn",
}
_ATTRIBUTES = {tag: frozenset(names.split()) for tag, names in ATTRIBUTES.items()}
_BOOLEANS = frozenset(
    "hidden customHeight customFormat customWidth bestFit collapsed aca dt2D dtr del1 del2 ca bx tabSelected "
    "fullCalcOnLoad stopIfTrue allowBlank showDropDown showInputMessage showErrorMessage quotePrefix applyNumberFormat "
    "applyFont applyFill applyBorder applyAlignment applyProtection totalsRowShown numberStoredAsText fitToPage".split()
)


def faults(part: str, root: Element) -> Iterator[str]:
    """Children out of order or too many, attributes nobody knows, and yes and no in other words."""
    for one in root.iter():
        tag = local(one)
        if not tag:
            continue
        if tag in _ORDER:
            yield from _children(part, tag, one)
        allowed = _ATTRIBUTES.get(tag)
        for name, value in one.attrib.items():
            if name.startswith("{"):
                continue
            if allowed is not None and name not in allowed:
                yield f"{part}: <{tag}> has no {name}"
            if name in _BOOLEANS and value not in ("0", "1", "true", "false"):
                yield f"{part}: <{tag} {name}={value!r}> is neither yes nor no"


def _children(part: str, tag: str, element: Element) -> Iterator[str]:
    order, before = _ORDER[tag], -1
    for child in element:
        name = local(child)
        if not name:
            continue
        at = order.get(name)
        if at is None:
            yield f"{part}: <{name}> in <{tag}>"
        elif at < before:
            yield f"{part}: <{name}> too late in <{tag}>"
        elif at == before and name not in _MANY:
            yield f"{part}: <{name}> twice in <{tag}>"
        before = max(before, at or 0)
