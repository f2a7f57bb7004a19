import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { eq } from "./client.ts";
import { customerSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { Walk } from "./sweeps.ts";
import { markOf, reportedPages } from "./sweeps.ts";

const PAGE_SIZE = 100;
const EVERY_MS = 15 * 60_000;

/** Customers of the website by their time of change, which moves with every save. */
export function customers(shop: ShopFacts): Customers {
  return {
    sweeps: [
      {
        id: "changed",
        mode: "changed",
        everyMs: EVERY_MS,
        async *run(input, ctx) {
          const from = markOf(input.cursor, input.since);
          const read = (rows: readonly Json[]) => readSingly(rows, (row) => toCustomer(row, ctx));
          for await (const { items, unread, mark } of reportedPages(ctx, howToWalk(shop), from, read))
            yield { items, cursor: JSON.stringify(mark), safeToSave: true, unread: unread.length };
        },
      },
    ],
  };
}

function howToWalk(shop: ShopFacts): Walk {
  return {
    path: "/customers/search",
    operation: "customers.list",
    size: PAGE_SIZE,
    time: "updated_at",
    id: "id",
    groups: shop.hasOtherWebsites ? [[eq("website_id", String(shop.websiteId))]] : [],
  };
}

function toCustomer(raw: Json, ctx: Context) {
  const { id, email, firstname, lastname, addresses } = parseResponse(customerSchema, raw, {
    ctx,
    what: "customer",
    essential: ["id"],
  });
  const [address] = addresses.filter((one) => one.telephone !== undefined);
  return {
    key: id,
    name: [firstname, lastname].filter((part) => part !== undefined).join(" ") || undefined,
    email,
    phone: normalisePhone(address?.telephone, address?.country_id) ?? address?.telephone,
    raw,
  };
}
