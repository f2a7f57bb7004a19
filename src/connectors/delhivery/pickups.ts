/** A van is asked for by pickup place, not by parcel; one stands open a place and day (sheet section 5.9). */
import type { Pickups } from "../kit/contract/couriers.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { indianTime } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { errorTextOf, pickupSchema } from "./schemas.ts";
import { pickupNameOf } from "./settings.ts";
import { message } from "./words.ts";

export const pickups: Pickups = {
  async request({ from, earliest, parcels }, ctx) {
    const place = pickupNameOf(ctx.connection.settings, from.key);
    if (place === null) {
      const text = message("refused.namePickupLocationCourierSettings");
      return { state: "refused", key: null, text };
    }
    const [day = "", time = ""] = indianTime.toLocal(Date.parse(earliest)).split(" ");
    const request: PlatformRequest = {
      method: "POST",
      url: "fm/request/new/",
      json: { pickup_date: day, pickup_time: time, pickup_location: place, expected_package_count: parcels },
      operation: "pickups.create",
      // A second one for the place is answered with the first.
      safe: true,
    };
    const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
    const { pickup_id: key = null, pr_exist } = parseResponse(pickupSchema, body, { ctx, what: "Delhivery pickup" });
    const text = errorTextOf(body);
    if (pr_exist === true || /auto pickup/i.test(text)) return { state: "standing", key, text };
    return key === null ? { state: "refused", key, text } : { state: "arranged", key, text: "" };
  },
};
