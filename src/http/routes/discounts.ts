import { z } from "zod";
import { MAX_PAGE } from "../../hub/paging.ts";
import { checkedBasketSchema, checkOwn } from "../../hub/promotions/check.ts";
import {
  changePromotion,
  createPromotion,
  deletePromotion,
  getPromotion,
  listPromotions,
} from "../../hub/promotions/promotions.ts";
import { listUses, useOfPromotionSchema } from "../../hub/promotions/uses.ts";
import { listStores, type Store } from "../../hub/stores/stores.ts";
import { portsOfStore } from "../abilities.ts";
import type { Deps } from "../deps.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list, page, pageOf } from "../schemas.ts";
import { basketQuestion, discount, discountChange, newDiscount, requestedBasket } from "./discount-schemas.ts";
import { discountFilters } from "./list-filters.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "promotions", reads: "view", changes: "edit_catalogue" });

function discountsOn(deps: Deps, store: Store) {
  const { discounts, orders } = portsOfStore(deps, store);
  return {
    storeId: store.id,
    name: store.name,
    provider: store.provider,
    checksCodes: discounts !== undefined,
    createsOrders: orders?.create !== undefined,
    countsUse: discounts?.countsWithOrder === true,
  };
}

/** The hub's own discounts, and baskets worked out with them. */
export const discountRoutes: readonly Route[] = [
  route.get("/discounts", {
    summary: "Argosy's own coupons and automatic discounts, the newest first",
    query: z.object({ ...page, ...discountFilters }),
    response: pageOf(discount),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listPromotions(tx, { ...filter, search: q })),
  }),
  route.get("/discounts/channels", {
    summary: "What each channel does with discounts; none takes Argosy's own into its checkout",
    description:
      "No connector creates discounts on its platform: what buyers enter in a channel's checkout has to be created there.",
    response: list(
      z.object({
        storeId: id,
        name: z.string(),
        provider: z.string(),
        checksCodes: z.boolean().describe("codes of its own can be checked at registers and for manual orders"),
        createsOrders: z.boolean().describe("orders of ours are created there with their discount"),
        countsUse: z.boolean().describe("an order created there counts as a use of its code"),
      }),
    ),
    handler: async ({ tenant, deps }) => {
      const stores = await tenant((tx) => listStores(tx, { kind: "commerce", limit: MAX_PAGE }));
      return { items: stores.items.map((store) => discountsOn(deps, store)) };
    },
  }),
  route.get("/discounts/:id", {
    summary: "One discount",
    response: discount,
    handler: byId(getPromotion),
  }),
  route.get("/discounts/:id/uses", {
    summary: "Orders a discount counted for, the newest first",
    query: z.object(page),
    response: pageOf(useOfPromotionSchema),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        await getPromotion(tx, params.id);
        return listUses(tx, { ...query, promotionId: params.id });
      }),
  }),
  route.post("/discounts", {
    summary: "Add a coupon or, without a code, a discount that applies by itself",
    example: {
      body: {
        code: "AUTUMN10",
        title: "Autumn",
        effect: { kind: "percent_basket", percent: "10", most: null },
      },
    },
    body: newDiscount,
    response: discount,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createPromotion(tx, { ...body, now })),
  }),
  route.patch("/discounts/:id", {
    summary: "Change a discount; orders that used it stay as they are",
    example: { body: { isActive: false } },
    body: discountChange,
    response: discount,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changePromotion(tx, { ...body, ...params, now })),
  }),
  route.delete("/discounts/:id", {
    summary: "Delete a discount; orders that used it stay as they are",
    handler: ({ tenant, params, now }) => tenant((tx) => deletePromotion(tx, { ...params, now })),
  }),
  route.post("/discounts/check", {
    permission: "act_on_orders",
    summary: "Work out a basket with every discount that counts for it, and why each line loses what it loses",
    example: {
      body: {
        codes: ["AUTUMN10"],
        currency: "USD",
        lines: [{ key: "1", sku: "MUG-1", quantity: 2, unitPriceMinor: 1_250 }],
      },
    },
    audited: false,
    body: basketQuestion,
    response: checkedBasketSchema,
    handler: async ({ tenant, body, access, now, deps }) => {
      const requested = requestedBasket(body, now);
      if (body.storeId === undefined) return tenant((tx) => checkOwn(tx, { ...requested, told: [] }));
      await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      return deps.engine.services.checkBasket({ organization: access.organization, ...requested });
    },
  }),
];
