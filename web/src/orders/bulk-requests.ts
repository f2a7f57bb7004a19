/** Requests about many orders at once, and how each order fared. */
import { body, hub, type Sent } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import type { Outcome } from "../ui/list/bulk-action.ts";
import type { HandlingChange } from "./handling.tsx";

type RequestInput = Sent<"postOrdersBulk">;
type WithoutIds<T> = T extends unknown ? Omit<T, "orderIds"> : never;

export async function ask(requested: WithoutIds<RequestInput>, ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(
    hub.POST("/api/orders/bulk", { body: { ...requested, orderIds: [...ids] } as RequestInput }),
  );
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function issueInvoices(ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/invoices", { body: { orderIds: [...ids] } }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function askHolds(
  requested: WithoutIds<Sent<"postOrdersHolds">>,
  ids: readonly string[],
): Promise<readonly Outcome[]> {
  const sent = { ...requested, orderIds: [...ids] } as Sent<"postOrdersHolds">;
  const { results } = await body(hub.POST("/api/orders/holds", { body: sent }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function askHandling(requested: HandlingChange, ids: readonly string[]): Promise<readonly Outcome[]> {
  await body(hub.POST("/api/orders/handling", { body: { ...requested, orderIds: [...ids] } }));
  return [];
}
