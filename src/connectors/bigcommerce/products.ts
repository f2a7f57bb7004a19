/** Products: what changed, everything, single ones, by SKU, written and removed. */
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Products, Sweep } from "../kit/contract/ports.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { isId, PER_PAGE, rowsOf, storeCall, storeCallOrNull } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { INCLUDE, productIdsOfSku, productsById, readProducts } from "./product-read.ts";
import { walkChanged } from "./sweeps.ts";
import { stamp } from "./time.ts";

const changed: Sweep<ChannelProduct> = {
  id: "products.changed",
  mode: "changed",
  everyMs: 10 * 60_000,
  run: (input, ctx) =>
    walkChanged(
      {
        what: "products",
        async page(fromMs, page, inner) {
          const from = fromMs === null ? [] : [["date_modified:min", stamp(fromMs)] as const];
          const query = [
            ...from,
            ["sort", "date_modified"],
            ["direction", "asc"],
            INCLUDE,
            ["limit", String(PER_PAGE)],
            ["page", String(page)],
          ] as const;
          const { body } = await storeCall(inner, {
            path: "v3/catalog/products",
            query,
            operation: "products.list",
          });
          return rowsOf(body, inner, "products");
        },
        read: readProducts,
      },
      input,
      ctx,
    ),
};

/** Everything by id: finds what was deleted, and numbers that changed without the product's own time moving. */
const full: Sweep<ChannelProduct> = {
  id: "products.full",
  mode: "full",
  everyMs: 24 * 3_600_000,
  async *run(input, ctx) {
    let after = isId(input.cursor ?? "") ? (input.cursor ?? "0") : "0";
    for (;;) {
      const query = [
        ["id:greater", after],
        ["sort", "id"],
        ["direction", "asc"],
        INCLUDE,
        ["limit", String(PER_PAGE)],
      ] as const;
      const { body } = await storeCall(ctx, { path: "v3/catalog/products", query, operation: "products.list" });
      const rows = rowsOf(body, ctx, "products");
      const { items, unread } = await readEach(rows, (some) => readProducts(some, ctx));
      const last = rowId(rows.at(-1) ?? null);
      const isEnd = rows.length < PER_PAGE || last === undefined;
      yield { items, cursor: isEnd ? "" : last, safeToSave: true, ...named(unread, (row) => rowId(row)) };
      if (isEnd) return;
      after = last;
    }
  },
};

export const products: Products = {
  sweeps: [changed, full],
  async get(key, ctx) {
    return (await productsById([key], ctx))[0] ?? null;
  },
  async bySku(skus, ctx) {
    const ids = new Set<string>();
    for (const sku of skus) for (const id of await productIdsOfSku(sku, ctx)) ids.add(id);
    return productsById([...ids], ctx);
  },
  put: putProduct,
  async remove(key, ctx) {
    // The route without an id would take a filter and delete many: an id is asked for first.
    if (!isId(key)) return;
    await storeCallOrNull(ctx, {
      method: "DELETE",
      path: `v3/catalog/products/${key}`,
      operation: "products.remove",
      safe: true,
    });
  },
};
