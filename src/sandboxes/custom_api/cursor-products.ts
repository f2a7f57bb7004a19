/** Products written to style "cursor": whole, items by their SKU. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { cursorProduct } from "./cursor-shapes.ts";
import { type State, type StoredProduct, textOf, touchProduct } from "./state.ts";

const inputSchema = z.object({
  name: z.string().min(1),
  html: z.string(),
  live: z.boolean(),
  items: z.array(
    z.object({
      sku: z.string(),
      // What a manifest has no value for, it leaves out.
      ean: z.string().nullish(),
      price_minor: z.number().nullish(),
      qty: z.number().nullish(),
    }),
  ),
});

export function cursorPutProduct(body: Json, state: State, id: string | undefined): SandboxReply {
  const { success, data: input } = inputSchema.safeParse(body);
  if (!success) return { status: 422, json: { error: { code: "body", message: "name and items are needed." } } };
  const existing = id === undefined ? undefined : state.products.get(id);
  if (id !== undefined && !existing)
    return { status: 404, json: { error: { code: "not_found", message: "There is no such product." } } };
  const product: StoredProduct = existing ?? {
    id: state.id(),
    title: "",
    html: "",
    active: true,
    changedAt: 0,
    categories: [],
    items: [],
  };
  product.title = input.name;
  product.html = input.html;
  product.active = input.live;
  product.items = input.items.map(({ sku, ean, price_minor, qty }) => {
    const item = product.items.find((one) => one.sku === sku);
    const price = price_minor == null ? (item?.price ?? "0") : textOf(BigInt(price_minor), state);
    return {
      id: item?.id ?? state.id(),
      sku,
      barcode: ean ?? null,
      label: item?.label ?? null,
      price,
      stock: item?.stock ?? qty ?? 0,
    };
  });
  state.products.set(product.id, product);
  touchProduct(state, product);
  return { status: existing ? 200 : 201, json: cursorProduct(product, state) };
}
