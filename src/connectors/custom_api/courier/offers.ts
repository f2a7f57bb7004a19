/** What a courier would carry and for how much; nothing is booked. */

import type { HubText } from "../../../commerce/message.ts";
import type { Consignment } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Rates, Serviceability } from "../../kit/contract/couriers.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { courierOf } from "../settings.ts";
import { answerTo, offersIn } from "./answers.ts";
import { itemsInput, locationsInput } from "./consignment.ts";

type QuotedOffers = Omit<ReturnType<typeof offersIn>, "text"> & { readonly text: HubText };

export const serviceability: Serviceability = {
  check: async (requested, ctx) => (await served(requested, ctx)) ?? { isServed: true, offers: [], text: "" },
};

export const rates: Rates = {
  async quote(requested, ctx) {
    const { offers, text } = (await quoted(requested, ctx)) ?? { offers: [], text: "" };
    return { offers, text };
  },
};

/** Offers for a consignment where the courier tells prices; null where it tells none. */
export async function offersFor(requested: Consignment, ctx: Context): Promise<QuotedOffers | null> {
  return (await quoted(requested, ctx)) ?? served(requested, ctx);
}

async function served(requested: Parameters<Serviceability["check"]>[0], ctx: Context): Promise<QuotedOffers | null> {
  const operation = courierOf(ctx).calls.serviceability;
  if (!operation) return null;
  return noIsAnAnswer(async () => {
    const reported = await answerTo(
      "serviceability",
      operation,
      { input: locationsInput(requested), writes: false },
      ctx,
    );
    return offersIn(reported, "calls.serviceability.result", ctx);
  });
}

async function quoted(requested: Consignment, ctx: Context): Promise<QuotedOffers | null> {
  const operation = courierOf(ctx).calls.rates;
  if (!operation) return null;
  return noIsAnAnswer(async () => {
    const reported = await answerTo("rates", operation, { input: itemsInput(requested), writes: false }, ctx);
    return offersIn(reported, "calls.rates.result", ctx);
  });
}

/** A courier that refuses an address says so in place of offers. */
async function noIsAnAnswer(ask: () => Promise<QuotedOffers>): Promise<QuotedOffers> {
  try {
    return await ask();
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "not_found"].includes(error.kind)) throw error;
    return { isServed: false, offers: [], text: error.userMessage };
  }
}
