/** Requests about many orders at once, and how each order fared. */
import { body, hub, type Sent } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import type { Outcome } from "../ui/list/bulk-action.ts";
import type { HandlingChange } from "./handling.tsx";

type Asked = Sent<"postOrdersBulk">;
type WithoutIds<T> = T extends unknown ? Omit<T, "orderIds"> : never;

export async function ask(asked: WithoutIds<Asked>, ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/orders/bulk", { body: { ...asked, orderIds: [...ids] } as Asked }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function issueInvoices(ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/invoices", { body: { orderIds: [...ids] } }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function askHolds(
  asked: WithoutIds<Sent<"postOrdersHolds">>,
  ids: readonly string[],
): Promise<readonly Outcome[]> {
  const sent = { ...asked, orderIds: [...ids] } as Sent<"postOrdersHolds">;
  const { results } = await body(hub.POST("/api/orders/holds", { body: sent }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export async function askHandling(wanted: HandlingChange, ids: readonly string[]): Promise<readonly Outcome[]> {
  await body(hub.POST("/api/orders/handling", { body: { ...wanted, orderIds: [...ids] } }));
  return [];
}
