import { randomUUID } from "node:crypto";
import { z } from "zod";
import { messageParts } from "../../commerce/message.ts";
import { PREFERENCES } from "../../commerce/shipping-preference.ts";
import type { Tx } from "../../db/database.ts";
import { answer, partsSchema } from "../../hub/answer-schemas.ts";
import { whyChosen } from "../../hub/automations/courier-rules.ts";
import { HubError } from "../../hub/errors.ts";
import { openMerges } from "../../hub/orders/merged-orders.ts";
import { bookMany, type Choose } from "../../hub/shipping/book-many.ts";
import { type BookingProblem, checkBooking } from "../../hub/shipping/check.ts";
import { packagesOf, parcelIn } from "../../hub/shipping/order-package.ts";
import type { PackagePreset } from "../../hub/shipping/presets.ts";
import type { Quote } from "../../hub/shipping/quote.ts";
import { chosenBy, offer } from "../../hub/shipping/quote.ts";
import { bookingCache } from "../../hub/shipping/request.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";
import { insured, minor, PACKED, size } from "./shipment-schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "pack_orders" });

const service = z.string().trim().min(1).max(200).optional();

const checked = z.strictObject({
  orderId: id,
  parcel: z.strictObject(size).optional().describe("absent: the package a rule chose for the order, else the default"),
  courierId: id.optional(),
  service: service.describe("as rates name it"),
  insured,
  prefer: z.enum(PREFERENCES).optional().describe("which rate of the courier, or of all where none is named"),
});

const refusal = z.object({ code: z.string(), message: z.string(), said: answer.optional() });

const quote = z.object({
  state: z
    .enum(["chosen", "untold", "none"])
    .describe("untold: it can be booked, its price is not told before; none: it cannot be booked so"),
  courierId: id.nullable(),
  offer: offer.nullable(),
  chosenBy: chosenBy.nullable().describe("null: it was asked for"),
  why: z.string(),
  whySaid: partsSchema,
  text: z.string().describe("why there is no price, or what the courier adds"),
});

const ownChoice = z.strictObject({
  orderId: id,
  parcel: z.strictObject(size).optional(),
  courierId: id.optional().describe("absent: as for the others"),
  service: service.describe("of this courier; absent: its choice"),
  serviceName: z.string().trim().max(200).optional(),
  insured,
  price: z
    .strictObject({ minor, currency: z.string().regex(/^[A-Z]{3}$/) })
    .optional()
    .describe("the most it may cost: dearer is refused, not booked"),
  chosenBy: chosenBy.optional().describe("as the check told; kept with the shipment"),
});

/** Many orders are looked at, and booked, in one call. */
export const bulkBookingRoutes: readonly Route[] = [
  route.post("/shipments/bulk/check", {
    summary:
      "What stands in the way of booking up to 100 orders, what they weigh, and with `rates` what each would cost",
    description:
      "Each order is one parcel of all that is left of it and does not wait for stock. Without courierId and prefer it is quoted by the shipping rules. With rates, couriers are asked for up to 20 orders.",
    audited: false,
    example: { body: { orders: [{ orderId: exampleId("orderId"), parcel: PACKED }] } },
    body: z
      .strictObject({
        orders: z.array(checked).min(1).max(100),
        locationId: id
          .optional()
          .describe("where they are picked up; absent: each from the location that holds its units, else the default"),
        rates: z.boolean().default(false),
      })
      .refine(({ orders, rates }) => !rates || orders.length <= 20, "Ask for the rates of at most 20 orders."),
    response: z.object({
      results: z.array(
        z.object({
          orderId: id,
          packageId: id.nullable().describe("what it was looked at in; null: in the parcel given"),
          weightGrams: z.int().nullable().describe("of the parcel; null: not known"),
          problems: z.array(
            refusal.extend({
              field: z.string().optional().describe("to.phone: what of the order's address the courier needs"),
              mend: z.object({ kind: z.enum(["order", "product", "location"]), id }).describe("where it is mended"),
            }),
          ),
          quote: quote.nullable().describe("null: not asked for, or it cannot be booked"),
          mergeId: id
            .nullable()
            .describe("the merge it is booked with: price and weight are of that parcel, once for all its orders"),
        }),
      ),
    }),
    handler: async ({ tenant, body: { orders: given, locationId, rates }, access, now, deps }) => {
      const { orders, checks, merges } = await tenant(async (tx) => {
        const existing = bookingCache(tx, now);
        const packed = await inPackages(tx, given);
        const found = [];
        for (const { orderId, parcels } of packed)
          found.push(await checkBooking(tx, { orderId, parcels, locationId }, existing));
        const ids = given.map(({ orderId }) => orderId);
        return { orders: packed, checks: found, merges: await openMerges(tx, ids) };
      });
      const quoted = orders.map(
        async ({ orderId, parcels, insured: cover, request }, n): Promise<Quote | BookingProblem | null> => {
          if (!rates || checks[n]?.problems.length !== 0) return null;
          const requested = {
            orderId,
            parcels,
            locationId,
            insured: cover,
            request,
            organization: access.organization,
          };
          // What changed since it was checked is told as any other problem.
          return deps.engine.couriers.quote(requested).catch((error: unknown) => {
            if (!(error instanceof HubError)) throw error;
            return { error, mend: { kind: "order", id: orderId } };
          });
        },
      );
      const quotes = await Promise.all(quoted);
      return {
        results: orders.map(({ orderId, packageId }, n) => {
          const { weightGrams = null, locationId: place = null, problems = [] } = checks[n] ?? {};
          const reported = quotes[n] ?? null;
          const found = reported === null ? [] : problemsOf(reported, orderId, place);
          return {
            orderId,
            packageId,
            weightGrams,
            problems: [...problems.map(shownProblem), ...found.map(shownLack)],
            quote: found.length > 0 ? null : (reported as Quote | null),
            mergeId: merges.get(orderId)?.id ?? null,
          };
        }),
      };
    },
  }),
  route.post("/shipments/bulk", {
    summary:
      "Book up to 100 orders with one courier or by the rules, each as one parcel of all that is left of it and in stock; one result an order",
    example: {
      body: {
        orderIds: [exampleId("orderId")],
        courierId: exampleId("courierId"),
        packageId: exampleId("packageId"),
      },
    },
    body: z.strictObject({
      orderIds: z.array(id).min(1).max(100),
      own: z.array(ownChoice).max(100).default([]).describe("what is chosen for single orders in place of the rest"),
      courierId: id.optional().describe("absent: each by the shipping rules, which propose service and courier"),
      packageId: id
        .optional()
        .describe(
          "the package of all of them (GET /package-presets); absent: each in the one a rule chose for it, else the default",
        ),
      service,
      serviceName: z.string().trim().max(200).optional(),
      insured,
      labelFormat: z.string().trim().max(40).optional(),
      locationId: id
        .optional()
        .describe("where they are picked up; absent: each from the location that holds its units, else the default"),
      fulfilWhen: z.enum(["booked", "picked_up"]).default("picked_up"),
      notifyCustomer: z.boolean().default(false),
    }),
    response: z.object({
      results: z.array(
        z.object({
          orderId: id,
          shipmentId: id.optional(),
          error: refusal.optional(),
        }),
      ),
    }),
    handler: async ({ tenant, body: { courierId, own, ...body }, access, now, idempotencyKey, deps }) => {
      const input = {
        ...body,
        connectionId: courierId,
        whyChosen,
        own: own.map(({ courierId: connectionId, ...one }) => ({ ...one, connectionId })),
        idempotencyKey: idempotencyKey ?? randomUUID(),
      };
      const choose: Choose = (of) => deps.engine.couriers.choose({ ...of, organization: access.organization });
      const results = await bookMany(tenant, choose, { ...input, actor: access.actor, now });
      await deps.engine.wake(access.organization);
      return {
        results: results.map(({ error, ...one }) => ({ ...one, ...(error && { error: refusalOf(error) }) })),
      };
    },
  }),
];

/** Those without a parcel in the package chosen for each. */
async function inPackages(tx: Tx, orders: readonly z.infer<typeof checked>[]) {
  const open = orders.flatMap(({ orderId, parcel }) => (parcel ? [] : [orderId]));
  const boxes = open.length === 0 ? new Map<string, PackagePreset>() : await packagesOf(tx, open);
  return orders.map(({ orderId, parcel, insured: cover, ...request }) => {
    const box = parcel ? undefined : boxes.get(orderId);
    const parcels = parcel ? [parcel] : box ? [parcelIn(box)] : [];
    return { orderId, parcels, packageId: box?.id ?? null, insured: cover, request };
  });
}

const NEEDS = "SHIPMENT_COURIER_NEEDS";

/** What a courier needs is entered in the order's address, or in that of the location. */
function problemsOf(reported: Quote | BookingProblem, orderId: string, locationId: string | null): BookingProblem[] {
  if ("error" in reported) return [reported];
  return reported.lacks.map(({ field, text }) => ({
    error: new HubError(NEEDS, "conflict", text, field),
    mend:
      field.startsWith("from.") && locationId !== null
        ? { kind: "location", id: locationId }
        : { kind: "order", id: orderId },
  }));
}

const shownProblem = ({ error, mend }: BookingProblem) => ({ ...refusalOf(error), field: error.field, mend });

/** In the connector's words, which are put into the reader's language here. */
const shownLack = ({ error, mend }: BookingProblem) => {
  const { code, message, field, said } = error;
  return code === NEEDS
    ? { code, message, messageTold: said && messageParts(said), field, mend }
    : shownProblem({ error, mend });
};

const refusalOf = ({ code, message, said: reported }: HubError) => ({
  code,
  message,
  ...(reported && { said: { code: reported.code, gaps: reported.gaps } }),
});
