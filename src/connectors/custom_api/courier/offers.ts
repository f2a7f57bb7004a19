/** What a courier would carry and for how much; nothing is booked. */

import type { HubText } from "../../../commerce/message.ts";
import type { Consignment } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Rates, Serviceability } from "../../kit/contract/couriers.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { courierOf } from "../settings.ts";
import { answerTo, offersIn } from "./answers.ts";
import { goodsInput, placesInput } from "./consignment.ts";

type Asked = Omit<ReturnType<typeof offersIn>, "text"> & { readonly text: HubText };

export const serviceability: Serviceability = {
  check: async (asked, ctx) => (await served(asked, ctx)) ?? { isServed: true, offers: [], text: "" },
};

export const rates: Rates = {
  async quote(asked, ctx) {
    const { offers, text } = (await quoted(asked, ctx)) ?? { offers: [], text: "" };
    return { offers, text };
  },
};

/** Offers for a consignment where the courier tells prices; null where it tells none. */
export async function offersFor(asked: Consignment, ctx: Context): Promise<Asked | null> {
  return (await quoted(asked, ctx)) ?? served(asked, ctx);
}

async function served(asked: Parameters<Serviceability["check"]>[0], ctx: Context): Promise<Asked | null> {
  const operation = courierOf(ctx).calls.serviceability;
  if (!operation) return null;
  return noIsAnAnswer(async () => {
    const told = await answerTo("serviceability", operation, { input: placesInput(asked), writes: false }, ctx);
    return offersIn(told, "calls.serviceability.result", ctx);
  });
}

async function quoted(asked: Consignment, ctx: Context): Promise<Asked | null> {
  const operation = courierOf(ctx).calls.rates;
  if (!operation) return null;
  return noIsAnAnswer(async () => {
    const told = await answerTo("rates", operation, { input: goodsInput(asked), writes: false }, ctx);
    return offersIn(told, "calls.rates.result", ctx);
  });
}

/** A courier that refuses an address says so in place of offers. */
async function noIsAnAnswer(ask: () => Promise<Asked>): Promise<Asked> {
  try {
    return await ask();
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "not_found"].includes(error.kind)) throw error;
    return { isServed: false, offers: [], text: error.userMessage };
  }
}
