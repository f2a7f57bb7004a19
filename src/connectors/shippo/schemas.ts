/** The fields of Shippo's answers that are read. The description marks none nullable; many are (sheet section 8). */
import { z } from "zod";
import { anyJson, each, listOf } from "../kit/parse/parse.ts";

const text = z.string().nullish();
const messages = listOf(z.object({ source: text, code: text, text }));

export const carrierAccounts = z.object({
  results: z.array(
    z.object({
      object_id: z.string(),
      carrier: z.string(),
      carrier_name: text.transform((name) => name ?? undefined),
      active: z.boolean().nullish(),
      object_owner: text,
    }),
  ),
});

const rate = z.object({
  ...each(z.string(), "object_id", "amount", "currency", "provider"),
  servicelevel: z.object({ name: text, token: text }),
  estimated_days: z.number().nullish(),
  duration_terms: text,
  /** Of an insured shipment: it is part of `amount`. Null where a carrier insures it itself. */
  included_insurance_price: z.union([z.number(), z.string()]).nullish(),
  carrier_account: z.string(),
  attributes: z.array(z.string()).nullish(),
});
export type Rate = z.output<typeof rate>;

export const quotedShipment = z.object({
  object_id: z.string(),
  status: text,
  /** In the order they were sent. */
  parcels: z.array(z.object({ object_id: z.string() })),
  rates: z.array(rate),
  messages,
});

export const transaction = z.object({
  object_id: z.string(),
  status: z.string(),
  tracking_number: text,
  tracking_url_provider: text,
  label_url: text,
  label_file_type: text,
  parcel: text,
  metadata: text,
  messages,
});
export type Transaction = z.output<typeof transaction>;

export const transactions = z.object({ results: z.array(transaction), next: text });

export const refund = z.object({ object_id: text, status: z.string() });

const trackStatus = z.object({
  object_id: text,
  status: z.string(),
  status_details: text,
  status_date: text,
  substatus: z.object({ code: text, text, action_required: z.boolean().nullish() }).nullish(),
  location: z.object({ city: text, state: text, country: text }).nullish(),
});
export type TrackStatus = z.output<typeof trackStatus>;

export const track = z.object({
  carrier: text,
  tracking_number: z.string(),
  eta: text,
  tracking_status: trackStatus.nullish(),
  tracking_history: z.array(trackStatus).nullish(),
});
export type Track = z.output<typeof track>;

export const webhookBody = z.object({
  event: z.string(),
  test: z.boolean().nullish(),
  data: anyJson.nullish(),
});

export const webhook = z.object({ object_id: text, event: z.string(), url: z.string(), active: z.boolean().nullish() });
export const webhooks = z.object({ results: z.array(webhook) });
