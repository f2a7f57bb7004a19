import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products } from "../kit/contract/ports.ts";
import { call, rowFailures } from "./client.ts";
import { putProduct } from "./product-put.ts";
import { bySku, getProduct } from "./product-read.ts";
import { changedProducts, everyProduct } from "./product-sweeps.ts";
import { message } from "./words.ts";

export const products: Products = {
  sweeps: [changedProducts, everyProduct],
  get: getProduct,
  bySku,
  put: putProduct,
  changesImages: true,
  remove,
};

/** Deleted already. */
const GONE = new Set(["12052032", "12052260"]);

/** Deleted products can be brought back in Seller Center for a while; their history is gone. */
async function remove(key: string, ctx: Context): Promise<void> {
  const json = { product_ids: [key] };
  const data = await call(
    { method: "DELETE", url: "/product/202309/products", json, operation: "products.delete", safe: true },
    ctx,
  );
  const failure = rowFailures(data, ctx).find(({ code }) => !GONE.has(code));
  if (failure)
    throw new ConnectorError(
      { kind: "rejected", code: failure.code },
      message("error.notDeleteProduct", { words: failure.text || failure.code }),
    );
}
