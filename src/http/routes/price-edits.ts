import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import {
  createPriceEdit,
  type EditedPrice,
  getPriceEdit,
  listPriceEditItems,
  listPriceEdits,
  movePriceEdit,
  type PriceEditInput,
  priceEditInput,
  priceEditPage,
  setPriceEditRun,
} from "../../hub/catalog/index.ts";
import { editedPriceSchema } from "../../hub/catalog/price-edit.ts";
import { priceEditItemSchema, priceEditSchema } from "../../hub/catalog/price-edits.ts";
import { asRequested, byId, type Call, type Route, routes } from "../route.ts";
import { idParams, page, pageOf, time } from "../schemas.ts";
import { startRun } from "./runs.ts";

const route = routes({ tag: "price edits", reads: "view", changes: "edit_catalogue" });

/** A preview counts no further. */
const COUNTED = 10_000;
const SHOWN = 200;

const example = { body: { where: {}, currency: "USD", change: { percent: "-10" } } };

/** Many prices changed together: seen before, applied now or later, and undone. */
export const priceEditRoutes: readonly Route[] = [
  route.post("/price-edits/preview", {
    audited: false,
    summary: "What a change of many prices would change, old beside new; nothing is changed",
    example,
    body: priceEditInput,
    bodyLimit: 2 * 1024 * 1024,
    response: z
      .object({
        variants: z.int().describe("selected"),
        changed: z.int(),
        refused: z.int(),
        otherCurrency: z.int().describe("priced in another currency: they stay"),
        belowCost: z.int().nullable().describe("null: costs may not be seen"),
        belowMinimum: z.int().nullable().describe("null: costs may not be seen"),
        more: z.boolean().describe("there are more than were counted"),
        items: z.array(editedPriceSchema).describe("the first of those that change or cannot"),
      })
      .meta({ id: "PriceEditPreview" }),
    handler: (call) => call.tenant((tx) => preview(tx, call.body)),
  }),
  route.get("/price-edits", {
    summary: "Changes of many prices, newest first",
    query: z.object(page),
    response: pageOf(priceEditSchema),
    handler: asRequested(listPriceEdits),
  }),
  route.get("/price-edits/:id", {
    summary: "One change of many prices",
    response: priceEditSchema,
    handler: byId(getPriceEdit),
  }),
  route.get("/price-edits/:id/items", {
    summary: "What each price was and became",
    params: idParams,
    query: z.object(page),
    asFile: "price-edit",
    response: pageOf(priceEditItemSchema),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        await getPriceEdit(tx, params.id);
        return listPriceEditItems(tx, { ...query, id: params.id });
      }),
  }),
  route.post("/price-edits", {
    summary: "Change many prices by a percentage or an amount, now or at a time; carried out in the background",
    example,
    body: priceEditInput.extend({ applyAt: time.optional().describe("absent: now") }),
    bodyLimit: 2 * 1024 * 1024,
    status: 202,
    response: priceEditSchema,
    handler: async (call) => {
      const { applyAt = call.now, ...edit } = call.body;
      const made = await call.tenant((tx) =>
        createPriceEdit(tx, { edit, applyAt, actor: call.access.actor, now: call.now }),
      );
      return runOf(call, made, applyAt);
    },
  }),
  route.post("/price-edits/:id/cancel", {
    summary: "Cancel a change of prices that waits for its time",
    response: priceEditSchema,
    handler: async ({ tenant, params, access, now, deps }) => {
      const moved = await tenant((tx) =>
        movePriceEdit(tx, { id: params.id, to: "cancelled", actor: access.actor, now }),
      );
      const { organization, actor } = access;
      if (moved.runId !== null && moved.applyAt > now)
        await deps.engine.runs.cancel({ organization, runId: moved.runId, actor });
      return moved;
    },
  }),
  route.post("/price-edits/:id/undo", {
    summary: "Put back the prices that are as the change left them; those changed since stay and are named",
    status: 202,
    response: priceEditSchema,
    handler: async (call) => {
      const { access, now, params } = call;
      await call.tenant((tx) => movePriceEdit(tx, { id: params.id, to: "undoing", actor: access.actor, now }));
      return runOf(call, params.id, now);
    },
  }),
];

type EditContext = Pick<Call<unknown, unknown, unknown>, "tenant" | "access" | "deps">;

/** The run that works at it, and the edit as it stands then. */
async function runOf({ tenant, access, deps }: EditContext, priceEditId: string, runAt: Date) {
  const run = await startRun(deps, access, { connectionId: null, kind: "price_edit", options: { priceEditId }, runAt });
  return tenant(async (tx) => {
    await setPriceEditRun(tx, priceEditId, run.id);
    return getPriceEdit(tx, priceEditId);
  });
}

async function preview(tx: Tx, edit: PriceEditInput) {
  const items: EditedPrice[] = [];
  const counts = { variants: 0, changed: 0, refused: 0, otherCurrency: 0, belowCost: 0, belowMinimum: 0 };
  let cursor: string | undefined;
  do {
    const found = await priceEditPage(tx, { edit, cursor });
    const refused = found.items.filter(({ error }) => error !== null).length;
    counts.variants += found.variants;
    counts.otherCurrency += found.otherCurrency;
    counts.refused += refused;
    counts.changed += found.items.length - refused;
    counts.belowCost += found.items.filter(({ isBelowCost }) => isBelowCost).length;
    counts.belowMinimum += found.items.filter(({ isBelowMinimum }) => isBelowMinimum).length;
    items.push(...found.items.slice(0, SHOWN - items.length));
    cursor = found.nextCursor ?? undefined;
  } while (cursor !== undefined && counts.variants < COUNTED);
  return { ...counts, more: cursor !== undefined, items };
}
