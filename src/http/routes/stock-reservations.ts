import { z } from "zod";
import { getReservation, listReserved, RESERVATION_STATES, reservationSchema } from "../../hub/reservations/read.ts";
import { releaseReference, releaseReservation } from "../../hub/reservations/release.ts";
import { reserveStock } from "../../hub/reservations/reserve.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { refusedItem } from "../rows.ts";
import { id, list, page, pageOf, time, whole } from "../schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";

const route = routes({ tag: "inventory", reads: "view", changes: "edit_catalogue" });

const reference = z.string().trim().min(1).max(200);
const error = z.object({ code: z.string(), message: z.string(), field: z.string() }).optional();
const result = z.object({ ok: z.boolean(), reservation: reservationSchema.optional(), error });
const item = z.strictObject({
  variantId: id.optional(),
  sku: z.string().trim().min(1).max(255).optional().describe("instead of variantId"),
  locationId: id.optional().describe("absent: the first of your locations with as many free, the default one first"),
  quantity: whole.min(1),
});

/** Units that programs reserve and release. */
export const stockReservationRoutes: readonly Route[] = [
  route.get("/stock-reservations", {
    summary: "Units that programs keep back or kept back, newest first",
    query: z.object({
      ...page,
      ...made,
      reference: reference.optional(),
      variantId: id.optional(),
      state: z.enum(RESERVATION_STATES).optional(),
      sort: eitherEnd,
    }),
    asFile: "reservations",
    response: pageOf(reservationSchema),
    handler: asRequested(listReserved),
  }),
  route.get("/stock-reservations/:id", {
    summary: "One reservation",
    response: reservationSchema,
    handler: byId(getReservation),
  }),
  route.post("/stock-reservations", {
    summary: "Reserve units, many items at once; one result per item. The same reference holds an item once",
    example: { body: { reference: "basket-1", items: [{ variantId: exampleId("variantId"), quantity: 1 }] } },
    body: z.strictObject({
      reference: reference.describe("your own name for it: a repeat answers what the first call made"),
      items: z.array(item).min(1).max(5_000),
      expiresAt: time.optional().describe("absent: until you release it"),
      note: z.string().max(500).optional(),
    }),
    response: z.object({ succeeded: z.int(), failed: z.int(), results: z.array(result) }),
    bodyLimit: 4 * 1024 * 1024,
    rows: { in: ["items"], refused: refusedItem },
    handler: async ({ tenant, body, access, now, deps }) => {
      const results = await tenant((tx) => reserveStock(tx, { ...body, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      const failed = results.filter((each) => !each.ok).length;
      return { succeeded: results.length - failed, failed, results };
    },
  }),
  route.post("/stock-reservations/release", {
    summary: "Release everything under a reference; what ended before stays as it is",
    example: { body: { reference: "basket-1" } },
    body: z.strictObject({
      reference,
      allTaken: z.boolean().optional().describe("the units have left stock; absent: they are for sale again"),
    }),
    response: list(reservationSchema),
    handler: async ({ tenant, body, access, now, deps }) => {
      const items = await tenant((tx) => releaseReference(tx, { ...body, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return { items };
    },
  }),
  route.post("/stock-reservations/:id/release", {
    summary: "Release one reservation; one that ended before is answered as it stands",
    body: z.strictObject({
      taken: whole.min(0).optional().describe("units that have left stock; the others are for sale again"),
    }),
    response: reservationSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const released = await tenant((tx) =>
        releaseReservation(tx, { ...body, id: params.id, actor: access.actor, now }),
      );
      await deps.engine.wake(access.organization);
      return released;
    },
  }),
];
