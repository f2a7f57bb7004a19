/** Shopee's refusals of a number or a price, with what a seller can do about them. */
import type { ConnectorError } from "../kit/contract/errors.ts";

const PROMOTION = /promotion|flash.?sale|slash/i;
const STOCK_BELOW_RESERVED = /reserved/i;
const BY_SHOPEE = /_pff\b|wms|fulfil?lment by shopee/i;
const HOLIDAY = /holiday/i;

/** Why the rows of a call were not taken. `reason` is Shopee's message, `code` its name for it. */
export function refusalText(what: "stock" | "price", code: string, reason: string): string {
  const said = reason === "" ? "" : ` Shopee says: ${reason}`;
  const both = `${code} ${reason}`;
  if (STOCK_BELOW_RESERVED.test(both))
    return `A promotion has reserved units of this item; its stock cannot go below them.${said}`;
  if (PROMOTION.test(both))
    return `The item takes part in a promotion, which locks its ${what}. It is sent again when you change it after the promotion.${said}`;
  if (BY_SHOPEE.test(both)) return `Shopee's own warehouse keeps this item; its stock is not set from here.${said}`;
  if (HOLIDAY.test(both)) return `The shop is in holiday mode, in which Shopee takes no change of stock.${said}`;
  return `Shopee did not take the ${what}.${said}`;
}

/** Code and words of a refused call. */
export function refusalOf(error: ConnectorError): { readonly code: string; readonly reason: string } {
  const code = error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind;
  const [, reason = ""] = /says: (.*)$/s.exec(error.message) ?? [];
  return { code, reason };
}
