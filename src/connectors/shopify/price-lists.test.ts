/** Markets and catalogs sell the same variants at prices of their own: those stay as they were. */
import { z } from "zod";
import { formatDecimal } from "../../commerce/money.ts";
import { startSandbox } from "../../sandboxes/shopify/index.ts";
import { MARKET } from "../../sandboxes/shopify/price-lists.ts";
import { testScopeBugs } from "../kit/conformance/scope-bugs.ts";
import { readDocument, writeDocument } from "../kit/graphql/graphql.ts";
import { graphql } from "./graphql.ts";
import { gid } from "./ids.ts";
import { connector } from "./index.ts";

const FIXED = writeDocument("prices.set", 20, true)`mutation Planted($list: ID!, $prices: [PriceListPriceInput!]!) {
  priceListFixedPricesAdd(priceListId: $list, prices: $prices) { prices { originType price { amount } } userErrors { code message } }
}`;
const IN_MARKET = readDocument("products.get", 5)`query PlantedToo($id: ID!, $country: CountryCode!) {
  node(id: $id) { ... on ProductVariant { contextualPricing(context: { country: $country }) { price { amount currencyCode } } } }
}`;

const fixed = z.object({ priceListFixedPricesAdd: z.object({ userErrors: z.array(z.unknown()).length(0) }) });
const priced = z.object({
  node: z.object({
    contextualPricing: z.object({ price: z.object({ amount: z.string(), currencyCode: z.string() }) }),
  }),
});

testScopeBugs(
  { connector, startSandbox },
  {
    async write({ key, want: { price } }, ctx) {
      const money = { amount: formatDecimal(price), currencyCode: price.currency === "EUR" ? "USD" : "EUR" };
      const prices = [{ variantId: gid("ProductVariant", key), price: money }];
      const variables = { list: gid("PriceList", MARKET.id), prices };
      await graphql(ctx, FIXED, { variables, schema: fixed, what: "fixed prices", cost: 20 });
    },
    async read({ key }, ctx) {
      const variables = { id: gid("ProductVariant", key), country: MARKET.country };
      const { node } = await graphql(ctx, IN_MARKET, { variables, schema: priced, what: "a price", cost: 5 });
      const { amount, currencyCode } = node.contextualPricing.price;
      return { price: amount, currency: currencyCode };
    },
  },
);
