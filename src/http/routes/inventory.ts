import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Tx } from "../../db/database.ts";
import { setBins } from "../../hub/inventory/bins.ts";
import { createLocation, listLocations, locationSchema, updateLocation } from "../../hub/inventory/locations.ts";
import { setReorder, setReorderPoints } from "../../hub/inventory/reorder.ts";
import { type StockItemResult, stockChangeSchema } from "../../hub/inventory/stock-changes.ts";
import { isGstin } from "../../hub/invoices/gst.ts";
import { adjustLots, countLots, setLots, transferLots } from "../../hub/lots/stock-of-lots.ts";
import { type Call, type Route, routes } from "../route.ts";
import { refusedItem } from "../rows.ts";
import { addressParts, id, list, text, whole } from "../schemas.ts";
import { lotsOfUnits } from "./lots-of-units.ts";

const route = routes({ tag: "inventory", reads: "view", changes: "edit_catalogue" });
const locationAddress = z
  .strictObject({ ...addressParts, email: z.email().max(320).optional() })
  .describe("parcels leave from here: couriers need at least line1 and country; it replaces the address there is");
const locationFields = {
  code: z.string().trim().max(50).optional(),
  kind: z.enum(["own", "marketplace"]).optional(),
  isDefault: z.boolean().optional(),
  active: z.boolean().optional(),
  address: locationAddress.optional(),
  stateCode: z.string().max(10).nullable().optional(),
  gstin: z
    .string()
    .trim()
    .toUpperCase()
    .max(20)
    .refine(isGstin, fieldMessage("field.gstin"))
    .nullable()
    .optional()
    .describe("stands on invoices of what is shipped from here, and decides its tax"),
  pickupDays: z.int().min(1).max(365).optional(),
};

const item = {
  variantId: id.optional(),
  sku: z.string().trim().min(1).max(255).optional().describe("instead of variantId"),
  locationId: id.optional().describe("absent: the default location"),
};
const note = { note: z.string().max(500).optional(), reference: z.string().min(1).max(200).optional() };
const most = 5_000;
const error = z.object({ code: z.string(), message: z.string(), field: z.string() }).optional();
const result = z.object({ ok: z.boolean(), changes: z.array(stockChangeSchema).optional(), error });
const results = z.object({ succeeded: z.int(), failed: z.int(), results: z.array(result) });

interface ChangeBody<Item> {
  readonly items: readonly Item[];
  readonly note?: string | undefined;
  readonly reference?: string | undefined;
}

interface StockRoute<Item extends z.ZodType> {
  readonly url: string;
  readonly summary: string;
  readonly item: Item;
  readonly apply: (tx: Tx, request: ChangeBody<z.output<Item>> & By) => Promise<StockItemResult[]>;
}

/** One answer per item; an Idempotency-Key is the reference of the movements, so that a repeat moves nothing twice. */
function stockRoute<Item extends z.ZodType>(spec: StockRoute<Item>): Route {
  return route.post(spec.url, {
    summary: spec.summary,
    body: z.strictObject({ items: z.array(spec.item).min(1).max(most), ...note }),
    response: results,
    bodyLimit: 4 * 1024 * 1024,
    rows: { in: ["items"], refused: refusedItem },
    handler: async (call: Call<undefined, undefined, ChangeBody<z.output<Item>>>) => {
      const { body, access, now, idempotencyKey } = call;
      const reference = body.reference ?? idempotencyKey;
      const answers = await call.tenant((tx) => spec.apply(tx, { ...body, reference, actor: access.actor, now }));
      await call.deps.engine.wake(access.organization);
      call.request.auditTarget = onlyVariant(answers);
      return tally(answers);
    },
  });
}

/** What the audit trail calls the change of one item's stock; of several it says that they were several. */
function onlyVariant(answers: readonly StockItemResult[]): FastifyRequest["auditTarget"] {
  const [id, ...others] = new Set(
    answers.flatMap((answer) => (answer.ok ? answer.changes.map(({ variantId }) => variantId) : [])),
  );
  return id === undefined || others.length > 0 ? undefined : { targetKind: "inventory", targetId: id };
}

const reorder = {
  reorderPoint: whole.min(0).nullable().describe("low at or below this many available; null: never"),
  reorderQuantity: whole.min(0).nullable().default(null).describe("ordered at a time; null: what is missing"),
};

const itemResult = z.object({
  ok: z.boolean(),
  variantId: id.optional(),
  locationId: id.optional(),
  sku: z.string().optional(),
  error,
});

/** Locations and stock changes. */
export const inventoryRoutes: readonly Route[] = [
  route.get("/locations", {
    summary: "Locations, the default one first",
    response: list(locationSchema),
    handler: async ({ tenant }) => ({ items: await tenant((tx) => listLocations(tx)) }),
  }),
  route.post("/locations", {
    summary: "Add a location",
    body: z.strictObject({ name: text(120), ...locationFields }),
    response: locationSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createLocation(tx, { ...body, now })),
  }),
  route.patch("/locations/:id", {
    summary: "Change a location, or make it the default",
    body: z.strictObject({
      name: text(120).optional(),
      ...locationFields,
      withStock: z.boolean().optional().describe("switch it off although stock lies there: it goes out of sale"),
    }),
    response: locationSchema,
    handler: ({ tenant, params, body, now }) => {
      const { name, ...rest } = body;
      const change = { ...rest, ...(name !== undefined && { name }), id: params.id, now };
      return tenant((tx) => updateLocation(tx, change));
    },
  }),
  stockRoute({
    url: "/inventory/adjustments",
    summary: "Add to or take from stock (delta), many items at once; one result per item",
    item: z.strictObject({ ...item, delta: whole, lots: lotsOfUnits }),
    apply: adjustLots,
  }),
  stockRoute({
    url: "/inventory/levels",
    summary: "Set what is on hand, many items at once; one result per item",
    item: z.strictObject({
      ...item,
      onHand: whole.min(0),
      seenOnHand: whole
        .optional()
        .describe("what was on hand when this was decided; refused where it is another by now"),
      lots: lotsOfUnits.describe("lots of all units that come or go; absent: what is left of lots stays as it is"),
    }),
    apply: setLots,
  }),
  stockRoute({
    url: "/inventory/counts",
    summary: "Write what a count found; one result per item",
    item: z.strictObject({
      ...item,
      counted: whole.min(0),
      lots: lotsOfUnits.describe("lots of all counted units: of others none is there; absent: lots stay as they are"),
    }),
    apply: countLots,
  }),
  stockRoute({
    url: "/inventory/transfers",
    summary: "Move units between locations; one result per item",
    item: z.strictObject({ ...item, toLocationId: id, quantity: whole.min(1), lots: lotsOfUnits }),
    apply: transferLots,
  }),
  route.put("/inventory/reorder-points", {
    summary: "When to order again and how many, many items at once; one result per item",
    body: z.strictObject({
      items: z
        .array(z.strictObject({ ...item, ...reorder }))
        .min(1)
        .max(most),
    }),
    response: z.object({
      succeeded: z.int(),
      failed: z.int(),
      results: z.array(itemResult),
    }),
    rows: { in: ["items"], refused: refusedItem },
    bodyLimit: 4 * 1024 * 1024,
    handler: async ({ tenant, body, access, now, deps }) => {
      const answers = await tenant((tx) => setReorderPoints(tx, { ...body, now }));
      await deps.engine.wake(access.organization);
      return tally(answers);
    },
  }),
  route.put("/inventory/levels/:variantId/:locationId/reorder", {
    summary: "When to order again, and how many; null: never",
    params: z.object({ variantId: id, locationId: id }),
    body: z.strictObject(reorder),
    handler: async ({ tenant, params, body, access, now, deps }) => {
      await tenant((tx) => setReorder(tx, { ...params, ...body, now }));
      await deps.engine.wake(access.organization);
    },
  }),
  route.put("/inventory/bins", {
    summary: "Which bin items lie in at their locations, many at once; one result per item",
    body: z.strictObject({
      items: z
        .array(z.strictObject({ ...item, bin: text(40).nullable().describe("null: none") }))
        .min(1)
        .max(most),
    }),
    response: z.object({ succeeded: z.int(), failed: z.int(), results: z.array(itemResult) }),
    rows: { in: ["items"], refused: refusedItem },
    bodyLimit: 4 * 1024 * 1024,
    handler: async ({ tenant, body, now }) => tally(await tenant((tx) => setBins(tx, { ...body, now }))),
  }),
];

/** A bulk call's answer: how many items went well, and each one's result. */
function tally<Result extends { readonly ok: boolean }>(results: readonly Result[]) {
  const failed = results.filter((each) => !each.ok).length;
  return { succeeded: results.length - failed, failed, results };
}
