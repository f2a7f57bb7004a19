import { z } from "zod";
import { getHold, HOLD_STATES, heldStock, listHolds, settleHold } from "../../hub/holds/holds.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf, pageQuery } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "conflicts", reads: "view", changes: "edit_catalogue" });

const hold = z
  .object({
    id,
    storeId: id,
    direction: z.enum(["out", "in"]).describe("out: our zeros wait; in: the channel's lower numbers wait"),
    state: z.enum(HOLD_STATES),
    items: z.int().describe("items that would change"),
    ofListings: z.int().describe("synced items of the channel"),
    held: z.int().describe("numbers that wait now"),
    toNone: z.int().describe("of those, how many would be none"),
    hubUnits: z.int().describe("units of what is held: what the hub wants shown"),
    channelUnits: z.int().describe("and what the channel shows"),
    foundAt: z.string(),
    settledAt: z.string().nullable(),
    settledBy: z.string().nullable(),
  })
  .meta({ id: "StockHold", description: "A change of stock too large to happen unseen" });
const item = z.object({
  listingId: id,
  sku: z.string().nullable(),
  title: z.string(),
  hub: z.int().nullable(),
  channel: z.int().nullable(),
});

const SETTLEMENTS = [
  ["approve", true, "Let it happen: our zeros are written, or the channel's lower numbers are taken over"],
  [
    "reject",
    false,
    "Refuse: our zeros stay unwritten until the hub has other numbers, or the channel's are overwritten with ours",
  ],
] as const;

/** Stock changes that wait because they are too many. */
export const stockHoldRoutes: readonly Route[] = [
  route.get("/stock-holds", {
    summary: "Changes of stock that wait (or waited) for approval because they concern too much of a channel",
    query: z.object({
      ...page,
      ...when("found"),
      storeId: id.optional(),
      state: z.enum(HOLD_STATES).optional(),
      sort: eitherEnd,
    }),
    response: pageOf(hold),
    handler: ({ tenant, query: { storeId, ...filter } }) =>
      tenant((tx) => listHolds(tx, { ...filter, connectionId: storeId })),
  }),
  route.get("/stock-holds/:id", {
    summary: "One hold and the items whose numbers wait, with both numbers",
    query: pageQuery,
    response: pageOf(item).extend({ hold }),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        const found = await getHold(tx, params.id);
        return { hold: found, ...(await heldStock(tx, found, query)) };
      }),
  }),
  ...SETTLEMENTS.map(([name, approve, summary]) =>
    route.post(`/stock-holds/:id/${name}`, {
      summary,
      response: hold,
      handler: async ({ tenant, params, access, now, deps }) => {
        const settled = await tenant((tx) => settleHold(tx, { id: params.id, approve, by: access.actor, now }));
        await deps.engine.wake(access.organization);
        return settled;
      },
    }),
  ),
];
