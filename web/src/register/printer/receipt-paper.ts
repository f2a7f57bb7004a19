/** A sale's receipt as this device prints it: from the sale itself, so also without a network. */
import { escposOf } from "../../../../src/commerce/till/escpos.ts";
import { receiptOf } from "../../../../src/commerce/till/receipt.ts";
import { totalsOf } from "../../../../src/commerce/till/totals.ts";
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import type { Setup } from "../device/setup.ts";
import { drawFor } from "./draw.ts";

export interface ReceiptPaper {
  readonly setup: Setup;
  readonly language: "en" | "ar";
  readonly opensDrawer: boolean;
}

/** The bytes of a receipt. */
export function receiptBytes(sale: TillSale, { setup, language, opensDrawer }: ReceiptPaper): Uint8Array<ArrayBuffer> {
  const { register, seller, staff, taxRates, place, location } = setup;
  const to = sale.deliverFrom?.address;
  const totals = totalsOf(sale.lines, {
    rates: taxRates,
    place: to?.country ? to : place,
    pricesIncludeTax: sale.pricesIncludeTax,
    rounding: { per: register.taxPer, mode: register.taxMode },
  });
  const { line1, line2, city, region, postcode } = location.address;
  const town = [postcode, city].filter(Boolean).join(" ");
  const blocks = receiptOf({
    seller: {
      ...seller,
      address: [line1, line2, [town, region].filter(Boolean).join(", ")].flatMap((line) => line?.trim() || []),
      hasLogo: false,
    },
    registerName: register.name,
    header: register.receiptHeader,
    footer: register.receiptFooter,
    staffName: staff.find(({ id }) => id === sale.staffId)?.name ?? "",
    language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    sale,
    totals: { ...totals, rounding: sale.rounding },
    orderNumber: null,
    isVoided: false,
  });
  const direction = language === "ar" ? "rtl" : "ltr";
  return escposOf(blocks, { direction, logo: null, draw: drawFor(direction), opensDrawer });
}

/** Cash goes in or out: the drawer has to open. */
export const movesCash = ({ payments }: TillSale): boolean => payments.some(({ kind }) => kind === "cash");
