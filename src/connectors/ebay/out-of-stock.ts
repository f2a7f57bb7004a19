/**
 * eBay's out-of-stock option: with it a listing that sells out stays, hidden; without it eBay refuses a quantity of 0
 * (eBay's knowledge base 1450) and removes a variation at 0 (1546).
 */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { askTrading, tradingRefusal } from "./trading-client.ts";

const preferences = z.object({ OutOfStockControlPreference: optionalText });

/** The seller's own choice for all listings. False where eBay does not tell. */
export async function hasOutOfStockOption(ctx: Context): Promise<boolean> {
  const answer = await askTrading(
    {
      name: "GetUserPreferences",
      content: [element("ShowOutOfStockControlPreference", "true")],
      operation: "trading.preferences",
    },
    ctx,
  );
  // A failure is no answer: taken for one, the last unit would stay on sale.
  if (answer.hasFailed)
    throw new ConnectorError({ kind: "rejected", code: answer.errors[0]?.code }, tradingRefusal(answer));
  const reported = parseResponse(preferences, answer.fields, { ctx, what: "the preferences" });
  return reported.OutOfStockControlPreference === "true";
}
