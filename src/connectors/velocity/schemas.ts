/** The fields used of Velocity's answers. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { decimal, each, idText, optionalDecimal, optionalId, optionalText, textOf, texts } from "../kit/parse/parse.ts";

/** Money is text inside `charges` and a number elsewhere. */
const charges = z
  .object({
    frwd_charges: z.object({ shipping_charges: optionalDecimal, cod_charges: optionalDecimal }).nullish(),
  })
  .nullish();

export const bookingSchema = z.object({
  status: z.union([z.number(), z.string()]).nullish(),
  payload: z
    .object({
      ...each(optionalId, "order_id", "shipment_id", "awb_code"),
      courier_name: optionalText,
      label_url: optionalText,
      charges,
    })
    .nullish(),
});

export const serviceabilitySchema = z.object({
  result: z.object({
    serviceability_results: z.array(z.object({ carrier_id: idText, carrier_name: z.string().min(1) })),
    zone: optionalText,
  }),
});

const named = z.object({ name: optionalText }).nullish();

/** A row of the list of shipments. Which fields hold our number is not published: all that were seen are looked at. */
const rowSchema = z.object({
  id: idText,
  attributes: z.object({
    tracking_number: optionalId,
    status: optionalText,
    carrier: named,
    ...each(optionalId, "display_id", "order_external_id", "shipment_id"),
    order: z.object({ display_id: optionalId, external_id: optionalId }).nullish(),
  }),
});
export const listSchema = z.object({ data: z.array(rowSchema) });
export type ShipmentRow = z.output<typeof rowSchema>;

const activitySchema = z.object({ date: z.string(), activity: optionalText, location: optionalText });

export const trackedSchema = z.object({
  tracking_data: z.object({
    shipment_status: optionalText,
    shipment_track: z
      .array(z.object({ current_status: optionalText, pickup_date: optionalText, delivered_date: optionalText }))
      .nullish(),
    shipment_track_activities: z.array(activitySchema).nullish(),
  }),
});
export type Tracked = z.output<typeof trackedSchema>["tracking_data"];

/** One object a number; entries of unknown numbers are missing or hold an error. */
export const trackingSchema = z.object({ result: z.record(z.string(), z.unknown()) });

const failed = z.object({ tracking_number: idText, error: z.string() });

export const remittanceSchema = z.object({
  data: z.array(
    z.union([
      failed,
      z.object({ tracking_number: idText, cod_amount: decimal, remittance_date: optionalText, utr_no: optionalId }),
    ]),
  ),
});

export const chargesSchema = z.object({
  data: z.array(
    z.union([
      failed,
      z.object({
        tracking_number: idText,
        charges: z.array(
          z.object({
            event_type: z.string().min(1),
            transaction_type: z.enum(["debit", "credit"]),
            amount_without_gst: decimal,
            amount_with_gst: decimal,
          }),
        ),
      }),
    ]),
  ),
});

export const eventSchema = z.object({
  event: z.string().min(1),
  event_id: idText,
  event_timestamp: z.string(),
  data: z.object({
    tracking_number: optionalId,
    order_external_id: optionalId,
    ...texts("status", "ndr_reason", "estimated_delivery_date", "shipment_type"),
    new_tracking: z.object({ event_date_time: z.string(), location: optionalText, remarks: optionalText }).nullish(),
  }),
});

/** The courier's own words of a refusal; envelopes vary: `{status: 0, message}`, `{error}`, `{errors: [...]}`. */
export function errorTextOf(body: Json): string {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return "";
  const { message, error, errors } = body as { readonly [key: string]: Json | undefined };
  const all = [message, error, ...(Array.isArray(errors) ? errors : [errors])];
  return all.map(textOf).filter(Boolean).join(" ");
}
