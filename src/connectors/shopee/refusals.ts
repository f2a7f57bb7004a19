/** Shopee's refusals of a number or a price, with what a seller can do about them. */
import type { HubText, Message } from "../../commerce/message.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

const PROMOTION = /promotion|flash.?sale|slash/i;
const STOCK_BELOW_RESERVED = /reserved/i;
const BY_SHOPEE = /_pff\b|wms|fulfil?lment by shopee/i;
const HOLIDAY = /holiday/i;

/** Why the rows of a call were not taken. `reason` is Shopee's message, `code` its name for it. */
export function refusalText(what: "stock" | "price", code: string, reason: string): HubText {
  const why = whyOf(what, `${code} ${reason}`);
  return reason === "" ? why : [why, message("refused.says", { words: reason })];
}

function whyOf(what: "stock" | "price", both: string): Message {
  if (STOCK_BELOW_RESERVED.test(both)) return message("refused.reservedByPromotion");
  if (PROMOTION.test(both)) return what === "stock" ? message("refused.stockLocked") : message("refused.priceLocked");
  if (BY_SHOPEE.test(both)) return message("refused.keptByShopee");
  if (HOLIDAY.test(both)) return message("refused.holiday");
  return what === "stock" ? message("refused.stock") : message("refused.price");
}

/** Code and words of a refused call. */
export function refusalOf(error: ConnectorError): { readonly code: string; readonly reason: string } {
  const code = error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind;
  const [, reason = ""] = /says: (.*)$/s.exec(error.message) ?? [];
  return { code, reason };
}
