/** What an order would be booked with, before it is. */
import { z } from "zod";
import type { Message, MessagePart } from "../../commerce/message.ts";
import type { ShippingOffer } from "../../commerce/shipment.ts";
import type { Preference } from "../../commerce/shipping-preference.ts";
import { type Answered, id, minorUnits, partsSchema, schemaOf } from "../answer-schemas.ts";

/** What a person chose for an order: nothing is by the rules; without a courier any of them, with one its best. */
export interface QuoteRequest {
  readonly courierId?: string | undefined;
  readonly service?: string | undefined;
  readonly prefer?: Preference | undefined;
}

export const chosenBy = z.strictObject({ ruleId: id }).describe("the rule that proposes it");

export const offer = schemaOf<ShippingOffer>()(
  z.object({
    service: z.string(),
    serviceName: z.string(),
    carrier: z.string(),
    price: z
      .object({ minor: minorUnits, currency: z.string() })
      .nullable()
      .describe("null: the courier tells it with the booking"),
    days: z.number().nullable(),
    insurance: z
      .object({ minor: minorUnits, currency: z.string() })
      .nullish()
      .describe("of an insured parcel: what of the price is for the insurance; null: the courier does not tell"),
    note: z.string().optional(),
  }),
);

/** What is proposed of what couriers offer. */
export const proposedSchema = z.object({
  courierId: id.nullable().describe("null: no rule applies, or no courier offers anything"),
  offer: offer.nullable().describe("null: the courier cannot be asked"),
  chosenBy: chosenBy.nullable(),
  why: z.string(),
  whySaid: partsSchema,
});
export type Proposed = Answered<typeof proposedSchema>;

export const courierOffersSchema = z.object({
  courierId: id,
  courierName: z.string(),
  text: z.string().describe("why there are no offers, or what the courier adds"),
  offers: z.array(offer),
});
export type CourierOffers = Answered<typeof courierOffersSchema>;

/** What of an address a courier needs and does not have: "to.phone". */
export interface QuoteLack {
  readonly field: string;
  readonly text: Message;
}

export interface Quote extends Proposed {
  /** untold: it can be booked, and nobody tells its price before. */
  readonly state: "chosen" | "untold" | "none";
  /** Why there is no price, or what the courier adds. */
  readonly text: string;
  readonly textTold: readonly MessagePart[] | null;
  /** Why it cannot be booked, where it can be mended in an address. */
  readonly lacks: readonly QuoteLack[];
}
