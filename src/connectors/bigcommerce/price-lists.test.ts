/** Price lists of other storefronts and groups sell the same variants at prices of their own: those stay as they were. */
import { z } from "zod";
import { formatDecimal } from "../../commerce/money.ts";
import { startSandbox } from "../../sandboxes/bigcommerce/index.ts";
import { STOREFRONT_LIST } from "../../sandboxes/bigcommerce/price-lists.ts";
import { testScopeBugs } from "../kit/conformance/scope-bugs.ts";
import { storeCall } from "./client.ts";
import { connector } from "./index.ts";

const path = `v3/pricelists/${STOREFRONT_LIST}/records`;
const records = z.object({
  data: z.array(z.object({ variant_id: z.number(), currency: z.string(), price: z.number() })),
});

testScopeBugs(
  { connector, startSandbox },
  {
    write({ key, want: { price } }, ctx) {
      const json = [{ variant_id: Number(key), currency: price.currency, price: Number(formatDecimal(price)) }];
      return storeCall(ctx, { method: "PUT", path, json, operation: "prices.set" });
    },
    async read({ key }, ctx) {
      const { body } = await storeCall(ctx, { path, operation: "products.list" });
      const found = records.parse(body).data.find(({ variant_id }) => String(variant_id) === key);
      return found ? { price: String(found.price), currency: found.currency.toUpperCase() } : {};
    },
  },
);
