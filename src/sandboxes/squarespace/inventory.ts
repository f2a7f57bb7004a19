import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { conflict, done, invalid, notFound, ok, once, page } from "./replies.ts";
import type { State, StoredProduct, StoredVariant } from "./state.ts";

const MOST = 50;

export function inventory(request: SandboxRequest, state: State, [ids]: readonly string[]): SandboxReply {
  if (request.method === "POST" && ids === "adjustments")
    return once(request, state.given, () => adjust(request, state));
  if (request.method !== "GET") return notFound;
  if (ids === undefined) {
    const rows = [...state.byVariant.values()].map((found) => ({
      ...show(found),
      id: found.variant.id,
      modifiedOn: "",
    }));
    return page(request, rows, {
      name: "inventory",
      keep: () => true,
      show: ({ id: _, modifiedOn: __, ...row }) => row,
    });
  }
  const requested = ids.split(",").map(decodeURIComponent);
  if (requested.length > MOST) return invalid(`At most ${MOST} ids.`);
  const found = requested.map((id) => state.byVariant.get(id));
  // One that is missing fails them all.
  if (found.some((one) => one === undefined)) return notFound;
  return ok({ inventory: found.flatMap((one) => (one ? [show(one)] : [])) });
}

const show = ({ product, variant }: { readonly product: StoredProduct; readonly variant: StoredVariant }) => ({
  variantId: variant.id,
  sku: variant.sku,
  descriptor: `${product.name} [${Object.values(variant.attributes).join(", ")}]`,
  isUnlimited: variant.stock.unlimited,
  quantity: variant.stock.unlimited ? 0 : variant.stock.quantity,
});

interface Step {
  readonly variantId: string;
  readonly quantity: number;
}

interface Adjustment {
  readonly incrementOperations?: readonly Step[] | null;
  readonly decrementOperations?: readonly Step[] | null;
  readonly setFiniteOperations?: readonly Step[] | null;
  readonly setUnlimitedOperations?: readonly string[] | null;
}

/** All or nothing. */
function adjust(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as Adjustment;
  const sets = body.setFiniteOperations ?? [];
  const moves = [
    ...(body.incrementOperations ?? []),
    ...(body.decrementOperations ?? []).map(({ variantId, quantity }) => ({ variantId, quantity: -quantity })),
  ];
  const unlimited = body.setUnlimitedOperations ?? [];
  const ids = [...sets, ...moves].map(({ variantId }) => variantId).concat(unlimited);
  if (ids.length === 0) return invalid("There is nothing to adjust.", "MISSING_ARGUMENT");
  if (ids.length > MOST) return invalid(`At most ${MOST} operations.`);
  if (new Set(ids).size !== ids.length) return invalid("A variant may stand in one operation only.");
  if (ids.some((id) => !state.byVariant.has(id))) return invalid("There is no such variant.");
  if (sets.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 0))
    return invalid("A quantity is 0 or more.");
  for (const { variantId, quantity } of moves) {
    const { stock } = state.byVariant.get(variantId)?.variant ?? { stock: { unlimited: true, quantity: 0 } };
    if (stock.unlimited) return conflict("STOCK_NOT_TRACKED", "The variant's stock is unlimited.");
    if (stock.quantity + quantity < 0) return conflict("INSUFFICIENT_STOCK", "There are not so many units.");
  }
  for (const { variantId, quantity } of sets) change(state, variantId, () => ({ quantity, unlimited: false }));
  for (const { variantId, quantity } of moves)
    change(state, variantId, (stock) => ({ quantity: stock.quantity + quantity, unlimited: false }));
  for (const id of unlimited) change(state, id, () => ({ quantity: 0, unlimited: true }));
  return done;
}

function change(state: State, id: string, next: (stock: StoredVariant["stock"]) => StoredVariant["stock"]): void {
  const found = state.byVariant.get(id);
  if (found) Object.assign(found.variant, { stock: next(found.variant.stock) });
}
