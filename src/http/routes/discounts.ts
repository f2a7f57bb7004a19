import { z } from "zod";
import { checkOwn } from "../../hub/promotions/check.ts";
import {
  changePromotion,
  createPromotion,
  deletePromotion,
  getPromotion,
  listPromotions,
} from "../../hub/promotions/promotions.ts";
import { listUses } from "../../hub/promotions/uses.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, page, pageOf } from "../schemas.ts";
import { askedOf, basketQuestion, checkedBasket, discount, discountChange, newDiscount } from "./discount-schemas.ts";
import { discountFilters } from "./list-filters.ts";
import { storeOf } from "./stores.ts";

const tag = "promotions";
const discountUse = z.object({
  orderId: id,
  orderNumber: z.string(),
  storeName: z.string().nullable(),
  amountMinor: z.int().describe("off goods and shipping"),
  currency: z.string(),
  usedAt: z.string(),
});

/** The hub's own discounts, and baskets worked out with them. */
export function discountRoutes(api: Api): void {
  readRoutes(api);
  writeRoutes(api);
  checkRoute(api);
}

function readRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/discounts",
    permission: "view",
    tag,
    summary: "Coupons and automatic discounts of the hub's own, the newest first",
    query: z.object({ ...page, ...discountFilters }),
    response: pageOf(discount),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listPromotions(tx, { ...filter, search: q })),
  });
  route(api, {
    method: "GET",
    url: "/discounts/:id",
    permission: "view",
    tag,
    summary: "One discount",
    params: idParams,
    response: discount,
    handler: ({ tenant, params }) => tenant((tx) => getPromotion(tx, params.id)),
  });
  route(api, {
    method: "GET",
    url: "/discounts/:id/uses",
    permission: "view",
    tag,
    summary: "Orders a discount counted for, the newest first",
    params: idParams,
    query: z.object(page),
    response: pageOf(discountUse),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        await getPromotion(tx, params.id);
        return listUses(tx, { ...query, promotionId: params.id });
      }),
  });
}

function writeRoutes(api: Api): void {
  route(api, {
    method: "POST",
    url: "/discounts",
    permission: "edit_catalogue",
    tag,
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
  });
  route(api, {
    method: "PATCH",
    url: "/discounts/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Change a discount; orders that used it stay as they are",
    example: { body: { isActive: false } },
    params: idParams,
    body: discountChange,
    response: discount,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changePromotion(tx, { ...body, ...params, now })),
  });
  route(api, {
    method: "DELETE",
    url: "/discounts/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Delete a discount; orders that used it stay as they are",
    params: idParams,
    handler: ({ tenant, params, now }) => tenant((tx) => deletePromotion(tx, { ...params, now })),
  });
}

function checkRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/discounts/check",
    permission: "act_on_orders",
    tag,
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
    response: checkedBasket,
    handler: async ({ tenant, body, access, now }) => {
      const asked = askedOf(body, now);
      if (body.storeId === undefined) return tenant((tx) => checkOwn(tx, { ...asked, told: [] }));
      await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      return api.deps.engine.services.checkBasket({ organization: access.organization, ...asked });
    },
  });
}
