/** Inventory by location: read, and set in absolute adjustments that are taken or refused whole. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asRows, asTree, idsIn, v3Error, v3Page } from "./replies.ts";
import type { Pool, Product, State, Variant } from "./state.ts";
import { poolOf } from "./state.ts";

interface Item {
  readonly product: Product;
  readonly variant: Variant;
  readonly pool: Pool;
}

function items(state: State): Item[] {
  return [...state.products.values()].flatMap((product) =>
    product.variants.flatMap((variant) => {
      const pool = poolOf(product, variant);
      return pool === null ? [] : [{ product, variant, pool }];
    }),
  );
}

export function listItems(state: State, request: SandboxRequest): SandboxReply {
  const [variants, products] = [idsIn(request, "variant_id:in"), idsIn(request, "product_id:in")];
  const requested = items(state).filter(
    ({ variant, product }) => (variants?.has(variant.id) ?? true) && (products?.has(product.id) ?? true),
  );
  return v3Page(
    request,
    requested,
    ({ product, variant, pool }) => ({
      identity: { sku: variant.sku, variant_id: variant.id, product_id: product.id, sku_id: variant.id + 1 },
      locations: state.locations.map(({ id, label, enabled }) => ({
        location_id: id,
        location_code: `BC-LOCATION-${id}`,
        location_name: label,
        available_to_sell: pool.get(id) ?? 0,
        total_inventory_onhand: pool.get(id) ?? 0,
        location_enabled: enabled,
        settings: { safety_stock: 0, is_in_stock: (pool.get(id) ?? 0) > 0, warning_level: 0, bin_picking_number: "" },
      })),
    }),
    1000,
  );
}

export function listLocations(state: State, request: SandboxRequest): SandboxReply {
  return v3Page(request, state.locations, ({ id, label, enabled }) => ({
    id,
    code: `BC-LOCATION-${id}`,
    label,
    description: "",
    managed_by_external_source: false,
    type_id: "PHYSICAL",
    enabled,
    time_zone: "Etc/UTC",
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    storefront_visibility: true,
    special_hours: [],
  }));
}

interface Change {
  readonly product: Product;
  readonly variant: Variant;
  readonly pool: Pool;
  readonly location: number;
  readonly quantity: number;
}

/** The change an entry asks for, or the words it is refused with. */
function changeOf(state: State, entry: ReturnType<typeof asTree>): Change | string {
  const { location_id: location, variant_id: variantId, product_id: productId, sku, quantity } = entry;
  const given = [variantId, productId, sku].filter((one) => one !== undefined);
  if (given.length !== 1) return "Exactly one of sku, variant_id, product_id is required";
  if (!state.locations.some(({ id }) => id === location)) return `[Location ${String(location)} was not found]`;
  if (typeof quantity !== "number" || !Number.isSafeInteger(quantity) || quantity < 0 || quantity > 2_147_483_647)
    return "Payload contains invalid fields";
  const name =
    variantId !== undefined
      ? `variant_id ${variantId}`
      : productId !== undefined
        ? `product_id ${productId}`
        : `sku ${sku}`;
  for (const product of state.products.values()) {
    const variant = product.variants.find((one) =>
      productId !== undefined
        ? product.id === productId
        : variantId !== undefined
          ? one.id === variantId
          : one.sku === sku,
    );
    if (variant === undefined) continue;
    if (product.tracking === "none") return `[Item with ${name} is not tracked]`;
    const byProduct = productId !== undefined;
    if (product.tracking === "product" && !byProduct)
      return `[Item with ${name} is tracked by product, please update stock by product id]`;
    if (product.tracking === "variant" && byProduct)
      return `[Item with ${name} is tracked by variant, please update stock by variant id]`;
    const pool = poolOf(product, variant);
    return pool === null
      ? `[Item with ${name} is not tracked]`
      : { product, variant, pool, location: Number(location), quantity };
  }
  return `[Items with identity: [${name}] were not found]`;
}

export function adjustAbsolute(state: State, request: SandboxRequest): SandboxReply {
  const entries = asRows(asTree(request.json())["items"]).map(asTree);
  if (entries.length === 0) return v3Error(422, "Payload contains invalid fields");
  if (entries.length > 2000) return v3Error(413, "The batch holds more than 2000 items");
  const changes = entries.map((entry) => changeOf(state, entry));
  const refused = changes.find((change) => typeof change === "string");
  if (typeof refused === "string") return v3Error(422, refused);
  for (const change of changes) {
    if (typeof change === "string") continue;
    change.pool.set(change.location, change.quantity);
    notifyStock(state, change.product, change.variant, change.quantity);
  }
  return {
    status: 200,
    json: { transaction_id: `00000000-0000-4000-8000-${String(state.nextId()).padStart(12, "0")}` },
  };
}

/** `…/inventory/updated`, for changes no order caused. */
export function notifyStock(state: State, product: Product, variant: Variant, value: number): void {
  const inventory = { product_id: product.id, method: "absolute", value };
  if (product.tracking === "product")
    state.emit("store/product/inventory/updated", { type: "product", id: product.id, inventory });
  else
    state.emit("store/sku/inventory/updated", {
      type: "sku",
      id: variant.id + 1,
      inventory: { ...inventory, variant_id: variant.id },
    });
}
