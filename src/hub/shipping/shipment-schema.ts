/** Shipments as people and programs read them. */
import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import { SHIPMENT_STATUSES } from "../../commerce/statuses.ts";
import { type Answered, id, minorUnits, partsSchema, time } from "../answer-schemas.ts";
import { ORDER_CHANGES } from "../orders/booked-parcels.ts";
import { SHIPMENT_STAGES } from "./stages.ts";

const BOOKING_STATES = ["requested", "booking", "booked", "refused", "unknown", "withdrawn"] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

/** As it is shown: in doubt is a booking whose call ended without an answer, and that is looked for later. */
export const SHOWN_STATES = [
  "requested",
  "booking",
  "uncertain",
  "booked",
  "refused",
  "unknown",
  "withdrawn",
] as const satisfies readonly (BookingState | "uncertain")[];

const status = z.enum(SHIPMENT_STATUSES).describe("where the parcels stand");
export const shipmentSummarySchema = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  courierId: id,
  courierName: z.string(),
  storeId: id.nullable().describe("the order's channel; null: it was made here"),
  country: z.string().nullable().describe("destination country"),
  service: z.string().nullable(),
  reference: z.string().describe("ours at the courier"),
  state: z
    .enum(SHOWN_STATES)
    .describe(
      "how far the booking is; uncertain: asked for and not confirmed, it is looked for at `againAt` and not booked twice; unknown: say whether it is there (POST /shipments/:id/decide)",
    ),
  sentAt: time.nullable().describe("uncertain: when the courier was asked"),
  againAt: time.nullable().describe("uncertain: when it is looked for"),
  status,
  stage: z
    .enum(SHIPMENT_STAGES)
    .describe("where it stands for whoever packs; attention: a person has to look, ready: booked and not handed over"),
  cancelState: z.enum(["requested", "pending", "cancelled", "refused"]).nullable(),
  labelState: z.enum(["none", "wanted", "ready", "unavailable", "failed"]),
  text: z.string().describe("what stands in the way, in words"),
  carrier: z.string().nullable(),
  serviceName: z.string().nullable(),
  trackingNumbers: z.array(z.string()),
  trackingUrl: z.string().nullable(),
  parcels: z.int(),
  chargeMinor: minorUnits.nullable().describe("what the courier says it charges"),
  chargeCurrency: z.string().nullable(),
  payment: z.enum(["prepaid", "cod"]),
  collectMinor: minorUnits.describe("to be collected at the door"),
  insuredMinor: minorUnits.describe("what it is insured for, in `currency`; 0: it is not"),
  insuranceMinor: minorUnits
    .nullable()
    .describe("what of chargeMinor is for the insurance; null: the courier does not tell"),
  insuranceCurrency: z.string().nullable(),
  currency: z.string(),
  isStale: z.boolean().describe("no end was heard of for 45 days; it is not asked for any more"),
  printedAt: time.nullable().describe("when its label was printed first, as noted by POST /shipments/printed"),
  isHandedOver: z.boolean().describe("it is not cancelled any more"),
  createdAt: time,
  bookedAt: time.nullable(),
  leftAt: time.nullable(),
  endedAt: time.nullable(),
  expectedAt: time.nullable(),
  togetherWith: z.array(z.string()).describe("numbers of the orders in the same parcel, under the same label"),
});
export const shipmentSchema = shipmentSummarySchema.extend({
  locationId: id,
  why: z.string().nullable().describe("why it goes by this courier; null: a person chose"),
  whySaid: partsSchema,
  orderChange: z.enum(ORDER_CHANGES).nullable().describe("the gravest of orderChanges"),
  orderChanges: z
    .array(z.enum(ORDER_CHANGES))
    .describe("what of its order changed since it was booked: it is not handed over until it is cancelled or kept"),
  isReceiverChanged: z.boolean().describe("the order's receiver is another than the courier was told"),
  trackingPath: z
    .string()
    .nullable()
    .describe("below the hub's address: the page its buyer may be sent, public; null while it is not booked"),
  parcelList: z.array(
    z.object({
      id,
      reference: z.string(),
      weightGrams: z.int(),
      lengthMm: z.int(),
      widthMm: z.int(),
      heightMm: z.int(),
      items: z.array(z.object({ lineId: id, title: z.string(), quantity: z.int() })),
      trackingNumber: z.string().nullable(),
      hasLabel: z.boolean(),
      scans: z
        .array(
          z.object({
            at: z.string(),
            status: status.nullable().describe("null: the courier's word says nothing of it"),
            platformStatus: z.string(),
            text: z.string(),
            place: z.string().nullable(),
          }),
        )
        .describe("newest first"),
    }),
  ),
});

export interface ShipmentSummary extends Answered<typeof shipmentSummarySchema> {
  readonly textTold: readonly MessagePart[] | null;
}
export type ShipmentDetail = Answered<typeof shipmentSchema> & Pick<ShipmentSummary, "textTold">;
export type ShownParcel = ShipmentDetail["parcelList"][number];
