/** What a parcel would cost, an estimate (sheet section 5.3). Fifty questions in five minutes for the whole hub. */

import type { HubText } from "../../commerce/message.ts";
import { type Money, parseMoney } from "../../commerce/money.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Rates } from "../kit/contract/couriers.ts";
import { isPincode } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { centimetres } from "./create-body.ts";
import { costSchema } from "./schemas.ts";
import { type Mode, modeOf } from "./settings.ts";
import { english, message } from "./words.ts";

/** The call was seen to take a minute. */
const COST_TIMEOUT_MS = 90_000;

export const rates: Rates = {
  async quote(consignment, ctx) {
    const mode = modeOf(ctx.connection.settings);
    const reported = await fetchCost(consignment, mode, ctx);
    if ("text" in reported) return { offers: [], text: reported.text };
    const { price, zone } = reported;
    const offer = { service: mode, serviceName: mode, carrier: "Delhivery", price, days: null };
    return {
      offers: [{ ...offer, ...(zone === undefined ? {} : { note: english("said.zone", { zone }) }) }],
      text: "",
    };
  },
};

type Cost = { readonly price: Money | null; readonly zone: string | undefined } | { readonly text: HubText };

/** The price of a consignment, all boxes by their weight together; null where Delhivery names none. */
export async function fetchCost(
  { from, to, parcels, payment }: Pick<Consignment, "from" | "to" | "parcels" | "payment">,
  mode: Mode,
  ctx: Context,
): Promise<Cost> {
  const [origin, destination] = [from.address.postcode?.trim(), to.postcode?.trim()];
  if (!isPincode(origin) || !isPincode(destination)) return { text: message("said.postcodeSixDigits") };
  const [only, ...others] = parcels;
  const size: readonly (readonly [string, string])[] =
    only === undefined || others.length > 0
      ? []
      : [
          ["l", centimetres(only.lengthMm)],
          ["b", centimetres(only.widthMm)],
          ["h", centimetres(only.heightMm)],
          ["ipkg_type", "box"],
        ];
  const request = {
    method: "GET",
    url: "api/kinko/v1/invoice/charges/.json",
    query: [
      ["md", mode === "Express" ? "E" : "S"],
      ["ss", "Delivered"],
      ["o_pin", origin],
      ["d_pin", destination],
      ["cgm", String(parcels.reduce((sum, { weightGrams }) => sum + Math.round(weightGrams), 0))],
      ["pt", payment === "cod" ? "COD" : "Pre-paid"],
      ...size,
    ],
    operation: "rates.get",
    timeoutMs: COST_TIMEOUT_MS,
  } as const;
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const reported = parseResponse(costSchema, body, { ctx, what: "Delhivery rates" });
  if ("error" in reported) return { text: reported.error };
  const [cost] = reported;
  const amount = cost?.total_amount;
  // Staging always says 0: that is no price.
  const price = amount === undefined || Number(amount) === 0 ? null : parseMoney(amount, "INR");
  return { price, zone: cost?.zone };
}
