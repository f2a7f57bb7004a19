/** Calls on products that both catalogs take alike. */

import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { Products } from "../kit/contract/ports.ts";
import { wixCall } from "./client.ts";

/** Reads products one after the other; those that are gone are left out. */
export const readingEach =
  (read: Products["get"]) =>
  async (keys: Iterable<string>, ctx: Context): Promise<readonly ChannelProduct[]> => {
    const products: ChannelProduct[] = [];
    for (const key of new Set(keys)) {
      const product = await read(key, ctx);
      if (product) products.push(product);
    }
    return products;
  };

/** Deletes a product below `path`; one that is gone already is no failure. */
export const removingBelow =
  (path: string): NonNullable<Products["remove"]> =>
  async (key, ctx) => {
    try {
      await wixCall(ctx, { method: "DELETE", path: `${path}/${key}`, operation: "products.delete", safe: true });
    } catch (error) {
      if (!isKind(error, "not_found")) throw error;
    }
  };
