/** Whether Delhivery goes to a postcode, and how it may be paid there (sheet section 5.1). */
import type { HubText } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Serviceability } from "../kit/contract/couriers.ts";
import { isPincode } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { pincodeSchema } from "./schemas.ts";
import { modeOf } from "./settings.ts";
import { message } from "./words.ts";

export interface Pincode {
  readonly takesPrepaid: boolean;
  readonly takesCod: boolean;
  /** Closed for now. */
  readonly isEmbargoed: boolean;
}

/** What is known of a postcode; null where Delhivery does not go. Without a postcode the whole table would come. */
export async function fetchPincode(pincode: string, ctx: Context): Promise<Pincode | null> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "c/api/pin-codes/json/",
    query: [["filter_codes", pincode]],
    operation: "serviceability.get",
  });
  const { delivery_codes } = parseResponse(pincodeSchema, body, { ctx, what: "Delhivery postcodes" });
  const found = delivery_codes.find(({ postal_code }) => postal_code.pin === pincode)?.postal_code;
  if (!found) return null;
  return {
    takesPrepaid: found.pre_paid,
    takesCod: found.cod,
    isEmbargoed: /embargo/i.test(found.remarks ?? ""),
  };
}

export const serviceability: Serviceability = {
  async check({ to, payment }, ctx) {
    const pincode = to.postcode?.trim();
    if (!isPincode(pincode)) return { isServed: false, offers: [], text: message("said.postcodeSixDigits") };
    const text = whyNot(await fetchPincode(pincode, ctx), payment);
    if (text !== null) return { isServed: false, offers: [], text };
    const service = modeOf(ctx.connection.settings);
    const offer = { service, serviceName: service, carrier: "Delhivery", price: null, days: null };
    return { isServed: true, offers: [offer], text: "" };
  },
};

function whyNot(pincode: Pincode | null, payment: "prepaid" | "cod"): HubText | null {
  if (pincode === null) return message("said.notGoPostcode");
  if (pincode.isEmbargoed) return message("said.closedPostcodeTimeBeing");
  if (payment === "cod" && !pincode.takesCod) return message("said.collectsNoCashPostcode");
  if (payment === "prepaid" && !pincode.takesPrepaid) return message("said.takesNoPrepaidParcelsPostcode");
  return null;
}
