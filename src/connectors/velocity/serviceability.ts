/** Which carriers go there. Neither price nor days are told before a parcel is booked (sheet section 5.1). */
import type { Serviceability } from "../kit/contract/couriers.ts";
import { isPincode } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { path } from "./auth.ts";
import { serviceabilitySchema } from "./schemas.ts";
import { carrierOf } from "./statuses.ts";
import { message } from "./words.ts";

export const serviceability: Serviceability = {
  async check({ from, to, payment, direction }, ctx) {
    const postcodes = [from.address.postcode?.trim(), to.postcode?.trim()];
    if (!postcodes.every(isPincode)) return { isServed: false, offers: [], text: message("said.postcodeSixDigits") };
    const { body } = await ctx.http.json({
      method: "POST",
      url: path("serviceability"),
      json: {
        from: postcodes[0] ?? "",
        to: postcodes[1] ?? "",
        // In lower case here, in capitals when booking.
        payment_mode: payment,
        shipment_type: direction,
      },
      operation: "serviceability.get",
      safe: true,
    });
    const { result } = parseResponse(serviceabilitySchema, body, { ctx, what: "Velocity serviceability" });
    const offers = result.serviceability_results.map(({ carrier_id, carrier_name }) => ({
      service: carrier_id,
      serviceName: carrier_name,
      carrier: carrierOf(carrier_name),
      price: null,
      days: null,
      ...(result.zone === undefined ? {} : { note: result.zone }),
    }));
    const isServed = offers.length > 0;
    return { isServed, offers, text: isServed ? "" : message("said.noCarrierGoes") };
  },
};
