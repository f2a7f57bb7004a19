import { z } from "zod";
import {
  getHold,
  HOLD_STATES,
  heldStock,
  heldStockSchema,
  listHolds,
  settleHold,
  stockHoldSchema,
} from "../../hub/stock-holds/stock-holds.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf, pageQuery } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "conflicts", reads: "view", changes: "edit_catalogue" });

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
    response: pageOf(stockHoldSchema),
    handler: ({ tenant, query: { storeId, ...filter } }) =>
      tenant((tx) => listHolds(tx, { ...filter, connectionId: storeId })),
  }),
  route.get("/stock-holds/:id", {
    summary: "One hold and the items whose numbers wait, with both numbers",
    query: pageQuery,
    response: pageOf(heldStockSchema).extend({ hold: stockHoldSchema }),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        const found = await getHold(tx, params.id);
        return { hold: found, ...(await heldStock(tx, found, query)) };
      }),
  }),
  ...SETTLEMENTS.map(([name, approve, summary]) =>
    route.post(`/stock-holds/:id/${name}`, {
      summary,
      response: stockHoldSchema,
      handler: async ({ tenant, params, access, now, deps }) => {
        const settled = await tenant((tx) => settleHold(tx, { id: params.id, approve, by: access.actor, now }));
        await deps.engine.wake(access.organization);
        return settled;
      },
    }),
  ),
];
