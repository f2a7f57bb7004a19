/** Workbooks (XLSX, ECMA-376 part 1) of texts, written sheet by sheet as their rows come. */
import { type ZipMember, zipBytes } from "./zip.ts";

export interface WorkbookSheet {
  readonly name: string;
  /** Rows that stay in view, in bold. */
  readonly headRows: number;
  readonly columns: number;
  /** Rows in pieces; every cell is a text, so that no spreadsheet runs it or drops its zeros. */
  readonly pieces: AsyncIterable<readonly (readonly string[])[]> | Iterable<readonly (readonly string[])[]>;
  readonly lists?: readonly CellList[] | undefined;
}

/** Cells of a column below the head that offer a range of another sheet. */
export interface CellList {
  readonly column: number;
  readonly range: string;
  /** Other values are taken as well. */
  readonly isOpen: boolean;
}

/** "Excel specifications and limits": characters of a cell, rows of a sheet. */
export const MOST_CELL_TEXT = 32_767;
const LAST_ROW = 1_048_576;

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The workbook's bytes. */
export const workbookBytes = (sheets: readonly WorkbookSheet[]): AsyncGenerator<Buffer> => zipBytes(membersOf(sheets));

function* membersOf(sheets: readonly WorkbookSheet[]): Generator<ZipMember> {
  const numbers = sheets.map((sheet, at) => ({ sheet, number: at + 1 }));
  const part = (name: string, text: string): ZipMember => ({ name, text: [HEAD, text] });
  yield part(
    "[Content_Types].xml",
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${numbers.map(({ number }) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${TYPES}.worksheet+xml"/>`).join("")}</Types>`,
  );
  yield part(
    "_rels/.rels",
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  yield part(
    "xl/workbook.xml",
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbers.map(({ sheet, number }) => `<sheet name="${xml(sheet.name)}" sheetId="${number}" r:id="rId${number}"/>`).join("")}</sheets></workbook>`,
  );
  yield part(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${PACKAGE}/relationships">${numbers.map(({ number }) => `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join("")}<Relationship Id="rId${numbers.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  );
  yield part("xl/styles.xml", STYLES);
  for (const { sheet, number } of numbers) yield { name: `xl/worksheets/sheet${number}.xml`, text: sheetXml(sheet) };
}

/** Cell formats: 0 plain, 1 text (number format 49, "@"), 2 text in bold. */
const [TEXT, BOLD] = [1, 2];
const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

const WIDTH = 24;

async function* sheetXml({ headRows, columns, pieces, lists = [] }: WorkbookSheet): AsyncGenerator<string> {
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${headRows > 0 ? `<pane ySplit="${headRows}" topLeftCell="A${headRows + 1}" activePane="bottomLeft" state="frozen"/>` : ""}</sheetView></sheetViews><cols><col min="1" max="${Math.max(1, columns)}" width="${WIDTH}" style="${TEXT}" customWidth="1"/></cols><sheetData>`;
  let number = 0;
  for await (const rows of pieces) {
    const before = number;
    number += rows.length;
    if (number > LAST_ROW) throw new RangeError(`a sheet has at most ${LAST_ROW} rows`);
    yield rows.map((cells, at) => rowXml(cells, before + at + 1, before + at < headRows ? BOLD : TEXT)).join("");
  }
  yield "</sheetData>";
  if (lists.length > 0)
    yield `<dataValidations count="${lists.length}">${lists.map((list) => listXml(list, headRows + 1)).join("")}</dataValidations>`;
  yield "</worksheet>";
}

function rowXml(cells: readonly string[], number: number, style: number): string {
  const inside = cells.map((text, at) => {
    if (text === "") return "";
    if (text.length > MOST_CELL_TEXT) throw new RangeError(`a cell has at most ${MOST_CELL_TEXT} characters`);
    return `<c r="${columnName(at)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
  });
  return `<row r="${number}">${inside.join("")}</row>`;
}

function listXml({ column, range, isOpen }: CellList, from: number): string {
  const name = columnName(column);
  return `<dataValidation type="list" allowBlank="1"${isOpen ? "" : ' showErrorMessage="1"'} sqref="${name}${from}:${name}${LAST_ROW}"><formula1>${xml(range)}</formula1></dataValidation>`;
}

/** 0 is "A", 26 is "AA". */
export function columnName(at: number): string {
  const [above, letter] = [Math.floor(at / 26), String.fromCharCode(65 + (at % 26))];
  return above === 0 ? letter : columnName(above - 1) + letter;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no characters for them.
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text in XML; characters XML does not have are left out. A line's end is written as one, else it is read as a space. */
const xml = (text: string): string =>
  text
    .toWellFormed()
    .replace(NO_XML, "")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "")
    .replaceAll("\r", "&#13;");
