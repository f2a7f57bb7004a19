/** A receipt or Z report as a PDF page as wide as a roll of 80 mm, and as long as it is. */
import { encode } from "uqr";
import type { ReceiptBlock } from "../../commerce/till/receipt.ts";
import type { ReceiptLanguage } from "../../commerce/till/receipt-labels.ts";
import type { Logo } from "../invoices/settings.ts";
import { code } from "./bidi-runs.ts";
import { createSheet, type Sheet } from "./sheet.ts";

const PAGE_WIDTH = 226.77;
const MARGIN = 12;
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const LOGO = [WIDTH * 0.7, 60] as const;
const QR = 72;
const GAP = 6;
/** Measured on a page of any height. */
const ANY = 1_000;

export interface Roll {
  readonly title: string;
  readonly author: string;
  readonly language: ReceiptLanguage;
  readonly blocks: readonly ReceiptBlock[];
  readonly logo: Logo | undefined;
}

export async function printRoll(roll: Roll, madeAt: Date): Promise<Buffer> {
  const direction = roll.language === "ar" ? "rtl" : "ltr";
  const info = { title: roll.title, author: roll.author, language: roll.language, direction, madeAt } as const;
  const measured = createSheet({ ...info, page: { width: PAGE_WIDTH, height: ANY, margin: MARGIN } });
  const height = written(measured, roll);
  const sheet = createSheet({ ...info, page: { width: PAGE_WIDTH, height: height + 2 * MARGIN, margin: MARGIN } });
  written(sheet, roll);
  return sheet.end();
}

function written(sheet: Sheet, { blocks, logo }: Roll): number {
  let y = MARGIN;
  for (const block of blocks) y += blockHeight(sheet, block, { y, logo });
  return y;
}

function blockHeight(
  sheet: Sheet,
  block: ReceiptBlock,
  { y, logo }: { readonly y: number; readonly logo: Logo | undefined },
): number {
  switch (block.kind) {
    case "logo":
      if (!logo) return 0;
      sheet.image(logo.bytes, { x: (WIDTH - LOGO[0]) / 2, y }, LOGO, "center");
      return LOGO[1] + GAP;
    case "rule":
      sheet.rule(y + GAP / 2);
      return GAP;
    case "qr": {
      const { data, size } = encode(block.data, { ecc: "M", border: 0 });
      sheet.cells(data, { x: (WIDTH - QR) / 2, y: y + GAP, width: QR, columns: size });
      return QR + 2 * GAP;
    }
    case "text": {
      const style = { size: block.isLarge ? 13 : 8.5, weight: block.isBold ? 600 : 400, align: block.align } as const;
      return sheet.text(block.text, { x: 0, y, width: WIDTH }, style) + 1;
    }
    case "pair": {
      const style = { size: block.isBold ? 10 : 8.5, weight: block.isBold ? 600 : 400 } as const;
      const end = sheet.width(code(block.end), style);
      const room = Math.max(WIDTH - end - GAP, WIDTH / 4);
      const height = sheet.text(block.start, { x: 0, y, width: room }, style);
      const last = y + height - sheet.height("0", WIDTH, style);
      // Amounts and numbers read from the left; names as they are.
      const text = /\p{L}/u.test(block.end) ? block.end : code(block.end);
      sheet.text(text, { x: 0, y: last, width: WIDTH }, { ...style, align: "end", direction: sheet.direction });
      return height + 1;
    }
  }
}
