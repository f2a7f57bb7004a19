/** Addresses of screens that show a record: their ids come from the hub. */
import type { Seller } from "../../demo/seller.ts";
import { until } from "../support/until.ts";
import type { Shown } from "./screens-world.ts";

/** An endpoint with a delivery that waits: its address is nowhere. */
export async function webhookEndpoint({ seller }: Shown): Promise<string> {
  const existing = await seller.get<{ items: readonly { readonly id: string }[] }>("/webhook-endpoints");
  const id = existing.items[0]?.id ?? (await newEndpoint(seller));
  return `/settings/webhooks/${id}`;
}

/** A batch of the next orders that are due. */
export async function batchOf({ seller }: Shown): Promise<string> {
  const existing = await seller.get<{ items: readonly { readonly id: string }[] }>("/pick-batches");
  const requested = { next: 5, cart: "Cart 1" };
  const id = existing.items[0]?.id ?? (await seller.post<{ id: string }>("/pick-batches", requested)).id;
  return `/orders/batches/${id}`;
}

async function newEndpoint(seller: Seller): Promise<string> {
  const { id } = await seller.post<{ id: string }>("/webhook-endpoints", {
    url: "http://127.0.0.1:9/orders-of-the-warehouse",
    description: "Warehouse",
    eventTypes: ["order.created", "order.updated", "stock.changed"],
  });
  await seller.post(`/webhook-endpoints/${id}/test`);
  return id;
}

/** The page of the first record of a list. */
export function firstOf(list: string, page: string): (shown: Shown) => Promise<string> {
  return async ({ seller }) => {
    const { items } = await seller.get<{ items: { id: string }[] }>(list);
    return `${page}/${items[0]?.id}`;
  };
}

export async function courierSettings({ seller }: Shown): Promise<string> {
  const { items } = await seller.get<{ items: { id: string }[] }>("/stores?kind=logistics");
  return `/channels/${items[0]?.id}?tab=settings`;
}

export async function firstOrder({ seller }: Shown): Promise<string> {
  const { items } = await seller.get<{ items: { id: string }[] }>("/orders?limit=1");
  return `/orders/${items[0]?.id}`;
}

export async function firstCustomer({ seller }: Shown): Promise<string> {
  const { items } = await seller.get<{ items: { id: string }[] }>("/customers?limit=1");
  return `/customers/${items[0]?.id}`;
}

export const stepOf = ({ fresh }: Shown, step: string) =>
  `/channels/connect/${fresh.provider}?store=${fresh.id}&step=${step}`;

/** The step that shows a plan, with one that is ready. */
export async function planOf(shown: Shown): Promise<string> {
  const { seller, fresh } = shown;
  const { id } = await seller.post<{ id: string }>(`/stores/${fresh.id}/plan`);
  await until("the plan", () => seller.get<{ status: string }>(`/runs/${id}`), {
    wanted: ({ status }) => status === "done",
  });
  return `${stepOf(shown, "plan")}&plan=${id}&stock=hub`;
}

/** The list of price edits, with one of all products in it. */
export async function priceEdits(shown: Shown): Promise<string> {
  await priceEdit(shown);
  return "/products/price-edits";
}

/** An edit of prices that is applied. */
export async function priceEdit({ seller }: Shown): Promise<string> {
  const existing = await seller.get<{ items: readonly { readonly id: string }[] }>("/price-edits");
  const { currency } = await seller.get<{ currency: string }>("/organization");
  const requested = { where: {}, currency, change: { percent: "10" } };
  const id = existing.items[0]?.id ?? (await seller.post<{ id: string }>("/price-edits", requested)).id;
  await until("the price edit", () => seller.get<{ state: string }>(`/price-edits/${id}`), {
    wanted: ({ state }) => state === "applied",
  });
  return `/products/price-edits/${id}`;
}
