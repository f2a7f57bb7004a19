/** Papers emulated couriers hand out: a page of 4 x 6 inch that any reader of PDF shows. */
import { code128 } from "../../../commerce/code128.ts";

const PAGE = { width: 288, height: 432 };
const MOST_WIDTH = 240;

/** Letters that mean something within a PDF's text stand behind a backslash; what the font has no sign for is a "?". */
const textOf = (line: string): string => line.replace(/[^\x20-\x7e]/g, "?").replace(/[\\()]/g, "\\$&");

/** Bars of Code 128 as rectangles. */
function barsOf(text: string): string[] {
  const widths = code128(text) ?? [];
  const unit = Math.min(
    1,
    MOST_WIDTH /
      Math.max(
        1,
        widths.reduce((sum, width) => sum + width, 0),
      ),
  );
  let x = 24;
  return widths.flatMap((width, n) => {
    const left = x;
    x += width * unit;
    return n % 2 === 0 ? [`${left.toFixed(3)} 300 ${(width * unit).toFixed(3)} 90 re f`] : [];
  });
}

/** A label with these lines in large letters, the first one also as a barcode. */
export function samplePdf(lines: readonly string[]): Buffer {
  const bars = barsOf(lines[0] ?? "");
  const texts = lines.map((line, n) => `BT /F1 13 Tf 24 ${270 - n * 22} Td (${textOf(line)}) Tj ET`);
  const content = ["1 w 8 8 272 416 re S", ...bars, ...texts].join("\n");
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${PAGE.width} ${PAGE.height}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>`,
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let file = "%PDF-1.4\n";
  const indexes: number[] = [];
  for (const [n, object] of objects.entries()) {
    indexes.push(file.length);
    file += `${n + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = indexes.map((index) => `${String(index).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}
