/** Items, what is there of them, and their prices. */
import { parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notFound, ok, problem, use } from "./replies.ts";
import { CURRENCY, type State, type StoredItem } from "./state.ts";

export function handleItems(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, id] = request.path.split("/");
  const sku = id === undefined ? "" : decodeURIComponent(id);
  switch (subject) {
    case "items":
      return id === undefined ? listItems(request, state) : oneItem(sku, state);
    case "inventories":
      return id === undefined ? listInventories(request, state) : oneInventory(sku, state);
    case "inventory":
      return request.method === "PUT" ? setUnits(request, state) : null;
    case "fulfillment":
      return wfsStock(request, state);
    case "price":
      return setPrice(request, state);
    default:
      return null;
  }
}

const itemView = (item: StoredItem): object => ({
  mart: "WALMART_US",
  sku: item.sku,
  condition: "New",
  wpid: `WP${item.sku}`,
  ...(item.upc === undefined ? {} : { upc: item.upc, gtin: item.upc.padStart(14, "0") }),
  productName: item.title,
  shelf: '["Home","Kitchen","Mugs"]',
  productType: item.productType ?? "Mugs",
  ...(item.group === undefined ? {} : { variantGroupId: item.group }),
  price: { currency: CURRENCY, amount: Number(item.price) },
  publishedStatus: item.publishedStatus,
  ...(item.reasons.length === 0 ? {} : { unpublishedReasons: { reason: item.reasons } }),
  lifecycleStatus: item.isRetired ? "RETIRED" : "ACTIVE",
});

/** The cursor names the list and dies two minutes after its last use; the place in it is the offset. */
const CURSOR_MS = 120_000;

function listItems({ query }: SandboxRequest, state: State): SandboxReply {
  const group = query.get("variantGroupId");
  const all = [...state.items.values()].filter((item) => group === null || item.group === group);
  const cursor = query.get("nextCursor") ?? "*";
  const now = state.clock.now();
  const usedAt = state.cursors.get(`items:${cursor}`);
  if (cursor !== "*" && (usedAt === undefined || now - usedAt > CURSOR_MS))
    return problem(400, "INVALID_REQUEST_PARAM", "The cursor is invalid");
  const offset = Number(query.get("offset") ?? 0);
  const page = all.slice(offset, offset + Math.min(50, Number(query.get("limit") ?? 20)));
  if (page.length === 0) return notFound;
  const next = cursor === "*" ? `AoE/${state.id()}` : cursor;
  state.cursors.set(`items:${next}`, now);
  return ok({ ItemResponse: page.map(itemView), totalItems: all.length, nextCursor: next });
}

function oneItem(sku: string, state: State): SandboxReply {
  const item = state.items.get(sku);
  return item === undefined ? notFound : ok({ ItemResponse: [itemView(item)], totalItems: 1 });
}

const units = (amount: number): object => ({ unit: "EACH", amount });

/** Units of open orders that are to leave from a center. */
function reserved(item: StoredItem, node: string, state: State): number {
  let sum = 0;
  for (const order of state.orders.values())
    for (const line of order.node === node ? order.lines : [])
      if (line.item === item)
        for (const { status, quantity } of line.statuses)
          if (status === "Created" || status === "Acknowledged") sum += quantity;
  return sum;
}

const inventoryView = (item: StoredItem, state: State): object => ({
  sku: item.sku,
  nodes: [...item.units].map(([shipNode, amount]) => {
    const stored = reserved(item, shipNode, state);
    return {
      shipNode,
      inputQty: units(amount),
      availToSellQty: units(Math.max(0, amount - stored)),
      reservedQty: units(stored),
    };
  }),
});

function listInventories({ query }: SandboxRequest, state: State): SandboxReply {
  const all = [...state.items.values()];
  const limit = Math.min(50, Number(query.get("limit") ?? 10));
  const cursor = query.get("nextCursor");
  const offset = cursor === null ? 0 : (state.cursors.get(`inventories:${cursor}`) ?? 0);
  const page = all.slice(offset, offset + limit);
  if (page.length === 0) return notFound;
  const isEnd = offset + page.length >= all.length;
  const next = `inv-${offset + page.length}`;
  state.cursors.set(`inventories:${next}`, offset + page.length);
  return ok({
    meta: { totalCount: all.length, ...(isEnd ? {} : { nextCursor: next }) },
    elements: { inventories: page.map((item) => inventoryView(item, state)) },
  });
}

function oneInventory(sku: string, state: State): SandboxReply {
  const item = state.items.get(sku);
  return item === undefined ? notFound : ok(inventoryView(item, state));
}

/** Null: it was written; else why not. */
export function writeUnits(state: State, sku: string, amount: unknown, node: string | null): string | undefined {
  const item = state.items.get(sku);
  if (item === undefined) return "The item does not exist";
  if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 0) return "The amount is invalid";
  const place = node ?? state.nodes[0]?.id ?? "";
  if (!state.nodes.some(({ id, type }) => id === place && type !== "3PL")) return "The ship node is invalid";
  item.units.set(place, amount);
  return undefined;
}

function setUnits(request: SandboxRequest, state: State): SandboxReply {
  const body = request.json() as { sku?: string; quantity?: { unit?: string; amount?: unknown } } | null;
  const sku = request.query.get("sku") ?? "";
  if (!state.items.has(sku)) return notFound;
  if (body?.sku !== sku || body.quantity?.unit !== "EACH")
    return problem(400, "INVALID_REQUEST", "The body is invalid");
  const wrong = writeUnits(state, sku, body.quantity.amount, request.query.get("shipNode"));
  if (wrong !== undefined) return problem(400, "INVALID_REQUEST_CONTENT", wrong);
  return ok({ sku, quantity: { unit: "EACH", amount: body.quantity.amount } });
}

function wfsStock({ query }: SandboxRequest, state: State): SandboxReply {
  const all = [...state.wfs];
  const [offset, limit] = [Number(query.get("offset") ?? 0), Math.min(300, Number(query.get("limit") ?? 10))];
  const page = all.slice(offset, offset + limit);
  return ok({
    headers: { totalCount: all.length, limit, offset },
    payload: {
      inventory: page.map(([sku, free]) => ({
        sku,
        shipNodes: [
          { modifiedDate: "2026-11-01T00:00:00Z", availToSellQty: free, onHandQty: free, shipNodeType: "WFSFulfilled" },
        ],
      })),
    },
  });
}

interface Priced {
  readonly sku?: string;
  readonly pricing?: readonly {
    readonly currentPriceType?: string;
    readonly currentPrice?: { readonly currency?: string; readonly amount?: number };
  }[];
}

/** Undefined: it was written; else why not. */
export function writePrice(state: State, { sku = "", pricing }: Priced): string | undefined {
  const item = state.items.get(sku);
  if (item === undefined) return "The item does not exist";
  const { currentPriceType, currentPrice } = pricing?.[0] ?? {};
  const amount = currentPrice?.amount ?? 0;
  if (currentPriceType !== "BASE" || currentPrice?.currency !== CURRENCY || !(amount > 0))
    return "The price is invalid";
  item.price = (Number(parseMoney(String(amount), CURRENCY).minor) / 100).toFixed(2);
  return undefined;
}

function setPrice(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.method !== "PUT") return null;
  use(state, "price", 100);
  const body = (request.json() ?? {}) as Priced;
  const wrong = writePrice(state, body);
  if (wrong === "The item does not exist") return notFound;
  if (wrong !== undefined) return problem(400, "INVALID_REQUEST_CONTENT", wrong);
  return ok({
    mart: "WALMART_US",
    sku: body.sku,
    message:
      "Thank you. Your price has been updated. Please allow up to five minutes for this to be reflected on the site.",
  });
}
