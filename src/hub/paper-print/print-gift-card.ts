/** A gift card as a PDF page: what it is worth, its code to read and its QR code to scan. */
import { encode } from "uqr";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { InvoiceSettings } from "../invoices/settings.ts";
import type { OwnGiftCard } from "../promotions/gift-cards.ts";
import { dayText } from "./amounts.ts";
import { code as isolated } from "./bidi-runs.ts";
import { createSheet, PAGE, WIDTH } from "./sheet.ts";

const GREY = "#5b6472";
const BAND = "#eef1f5";
const QR = 130;

const printLabels = {
  en: { title: "Gift card", until: "Valid until", code: "Code" },
  ar: { title: "بطاقة هدية", until: "صالحة حتى", code: "الرمز" },
} as const;

export interface GiftCardDocument {
  readonly card: OwnGiftCard;
  readonly code: string;
  readonly seller: Pick<InvoiceSettings, "legalName" | "language">;
  /** In place of a legal name nobody has said. */
  readonly organization: string;
}

export function printGiftCard({ card, code, seller, organization }: GiftCardDocument, madeAt: Date): Promise<Buffer> {
  const labels = printLabels[seller.language];
  const name = seller.legalName || organization;
  const direction = seller.language === "ar" ? "rtl" : "ltr";
  const sheet = createSheet({ title: labels.title, author: name, language: seller.language, direction, madeAt });
  const top = PAGE.margin;
  sheet.band(top, 230, BAND);
  const x = 20;
  const width = WIDTH - QR - 60;
  sheet.text(name, { x, y: top + 18, width }, { size: 14, weight: 600 });
  sheet.text(labels.title, { x, y: top + 44, width }, { size: 12, color: GREY });
  const amount = `${formatDecimal(money(card.initialMinor, card.currency))} ${card.currency}`;
  sheet.text(isolated(amount), { x, y: top + 72, width }, { size: 28, weight: 600 });
  sheet.text(labels.code, { x, y: top + 132, width }, { size: 9, color: GREY });
  sheet.text(isolated(code), { x, y: top + 146, width }, { size: 18, weight: 600 });
  if (card.expiresOn !== null) {
    const until = `${labels.until} ${isolated(dayText(card.expiresOn, seller.language))}`;
    sheet.text(until, { x, y: top + 188, width }, { size: 10, color: GREY });
  }
  const { data, size } = encode(code, { ecc: "M", border: 0 });
  sheet.cells(data, { x: WIDTH - QR - 20, y: top + 50, width: QR, columns: size });
  return sheet.end();
}
