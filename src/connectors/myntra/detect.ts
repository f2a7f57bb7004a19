/** Proves the access with the call everything else rests on. */
import type { Context, Detected } from "../kit/contract/contract.ts";
import { listOrders } from "./order-read.ts";
import { isOmni, merchantIdOf, warehousesOf } from "./settings.ts";
import { indianDay } from "./time.ts";
import { message } from "./words.ts";

export async function detect(ctx: Context): Promise<Detected> {
  const { settings } = ctx.connection;
  const today = indianDay(ctx.shopNow());
  await listOrders({ page: 0, from: today, to: today }, ctx);
  const merchantId = merchantIdOf(settings);
  const warehouses = warehousesOf(settings);
  return {
    account: { externalId: merchantId, name: `Myntra seller ${merchantId}` },
    facts: {
      country: "IN",
      currency: "INR",
      timeZone: "Asia/Kolkata",
      model: isOmni(settings) ? "OMNI" : "PPMP",
      warehouses: [...warehouses],
    },
    locations: warehouses.map((key) => ({ key, name: key, active: true })),
    missingScopes: [],
    warnings: [message("warning.betaPublishesNoReferenceApi"), message("warning.allowsOrderSystemTime")],
  };
}
