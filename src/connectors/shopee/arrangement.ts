/** How a parcel is handed over: of the ways Shopee offers for it, the one the store's settings prefer, else the first. */

import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { idNumber } from "./client.ts";
import type { ShippingParameter } from "./schemas.ts";
import { message } from "./words.ts";

type Settings = Readonly<Record<string, Json>>;
export type Arrangement = { readonly fields: { readonly [way: string]: Json } } | { readonly problem: Message };

const MAX_TRACKING = 64;

export function arrangement(
  parameter: ShippingParameter,
  trackingNumbers: readonly string[],
  settings: Settings,
): Arrangement {
  const { pickup, dropoff, non_integrated: ownCourier } = parameter.info_needed;
  const [tracking = ""] = trackingNumbers;
  if (tracking.length > MAX_TRACKING) return { problem: message("refused.trackingTooLong", { most: MAX_TRACKING }) };
  const ways = {
    pickup: pickup && (() => pickupFields(parameter, pickup, tracking)),
    dropoff: dropoff && (() => dropoffFields(parameter, dropoff, { tracking, settings })),
  };
  const [first, second] = settings.handOver === "dropoff" ? [ways.dropoff, ways.pickup] : [ways.pickup, ways.dropoff];
  const chosen = first ?? second;
  if (chosen) return chosen();
  return ownCourier ? ownCourierFields(ownCourier, tracking) : { problem: message("refused.noHandOverYet") };
}

const NO_TRACKING = message("refused.courierMakesTracking");

/** Shopee's documents spell the field both ways. */
const wantsTracking = (needed: readonly string[]): boolean =>
  needed.some((name) => /^tracking_(no|number)$/.test(name));

function ownCourierFields(needed: readonly string[], tracking: string): Arrangement {
  if (wantsTracking(needed) && tracking === "") return { problem: NO_TRACKING };
  return { fields: { non_integrated: tracking === "" ? {} : { tracking_number: tracking } } };
}

function pickupFields({ pickup }: ShippingParameter, needed: readonly string[], tracking: string): Arrangement {
  if (wantsTracking(needed) && tracking === "") return { problem: NO_TRACKING };
  const addresses = pickup?.address_list ?? [];
  const flagged = (flag: string) => addresses.find((one) => one.address_flag.includes(flag));
  const address = flagged("pickup_address") ?? flagged("default_address") ?? addresses[0];
  if (needed.includes("address_id") && !address)
    return {
      problem: message("refused.noPickupAddress"),
    };
  const slots = [...(address?.time_slot_list ?? [])].sort((a, b) => (a.date ?? 0) - (b.date ?? 0));
  // Some channels want a time and offer none: it is then left out.
  const slot = slots.find(({ flags }) => flags.includes("recommended")) ?? slots[0];
  return {
    fields: {
      // Sent even when it is empty.
      pickup: {
        ...(needed.includes("address_id") && address ? { address_id: idNumber(address.address_id) } : {}),
        ...(needed.includes("pickup_time_id") && slot ? { pickup_time_id: slot.pickup_time_id } : {}),
        ...(wantsTracking(needed) ? { tracking_number: tracking } : {}),
      },
    },
  };
}

function dropoffFields(
  { dropoff }: ShippingParameter,
  needed: readonly string[],
  { tracking, settings }: { readonly tracking: string; readonly settings: Settings },
): Arrangement {
  if (wantsTracking(needed) && tracking === "") return { problem: NO_TRACKING };
  const branch = dropoff?.branch_list[0]?.branch_id;
  const slug = dropoff?.slug_list[0]?.slug;
  const sender = typeof settings.senderName === "string" ? settings.senderName.trim() : "";
  if (needed.includes("branch_id") && branch === undefined) return { problem: message("refused.noBranch") };
  if (needed.includes("sender_real_name") && sender === "") return { problem: message("refused.senderNameNeeded") };
  if (needed.includes("slug") && slug === undefined) return { problem: message("refused.noCourier") };
  return {
    fields: {
      dropoff: {
        ...(needed.includes("branch_id") && branch !== undefined ? { branch_id: idNumber(branch) } : {}),
        ...(needed.includes("sender_real_name") ? { sender_real_name: sender } : {}),
        ...(needed.includes("slug") && slug !== undefined ? { slug } : {}),
        ...(wantsTracking(needed) ? { tracking_number: tracking } : {}),
      },
    },
  };
}
