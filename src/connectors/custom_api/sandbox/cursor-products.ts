/** Products written to style "cursor": whole, items by their SKU. */
import type { Json } from "../../../commerce/product.ts";
import type { SandboxReply } from "../../kit/sandbox-server.ts";
import { cursorProduct } from "./cursor-shapes.ts";
import { type State, type StoredProduct, textOf, touchProduct } from "./state.ts";

interface Wish {
  readonly name: string;
  readonly html: string;
  readonly live: boolean;
  readonly items: readonly {
    readonly sku: string;
    readonly ean: string | null;
    readonly price_minor: number | null;
    readonly qty: number;
  }[];
}

export function cursorPutProduct(body: Json, state: State, id: string | undefined): SandboxReply {
  const wish = body as unknown as Wish;
  if (!wish?.name || !Array.isArray(wish.items))
    return { status: 422, json: { error: { code: "body", message: "name and items are needed." } } };
  const known = id === undefined ? undefined : state.products.get(id);
  if (id !== undefined && !known)
    return { status: 404, json: { error: { code: "not_found", message: "There is no such product." } } };
  const product: StoredProduct = known ?? {
    id: state.id(),
    title: "",
    html: "",
    active: true,
    changedAt: 0,
    categories: [],
    items: [],
  };
  product.title = wish.name;
  product.html = wish.html;
  product.active = wish.live;
  product.items = wish.items.map(({ sku, ean, price_minor, qty }) => {
    const item = product.items.find((one) => one.sku === sku);
    const price = price_minor === null ? (item?.price ?? "0") : textOf(BigInt(price_minor), state);
    return {
      id: item?.id ?? state.id(),
      sku,
      barcode: ean,
      label: item?.label ?? null,
      price,
      stock: item?.stock ?? qty,
    };
  });
  state.products.set(product.id, product);
  touchProduct(state, product);
  return { status: known ? 200 : 201, json: cursorProduct(product, state) };
}
