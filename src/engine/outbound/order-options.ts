/** What can be asked of an order now, and what a person should know first. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { message, toStoredText } from "../../commerce/message.ts";
import { ORDER_TRANSITIONS, type OrderStatus } from "../../commerce/statuses.ts";
import { translateText } from "../../connectors/kit/connect/translate.ts";
import type { Language } from "../../connectors/kit/contract/contract.ts";
import type { Database } from "../../db/database.ts";
import type { OrderOption } from "../../hub/orders/order-option.ts";
import type { HubCommand } from "../../hub/orders/stored-command.ts";
import { type UnderWay, underWay } from "../../hub/orders/under-way.ts";
import type { ConnectionRegistry } from "../connections/connection-registry.ts";
import { commandOrders, loadCommandOrder, type StoredOrder, toCommandOrder } from "./command-order.ts";

interface Deps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
}

/** What may be asked of orders, as those ask who show it. */
export const createOrderOptions = (deps: Deps) => ({
  orderOptions: (input: Parameters<typeof orderOptions>[1]) => orderOptions(deps, input),
  offeredStatuses: (input: Parameters<typeof offeredStatuses>[1]) => offeredStatuses(deps, input),
  takeHold: (input: Parameters<typeof takeHold>[1]) => takeHold(deps, input),
});

/** The commands an order takes, as its channel and the transition table say. */
async function orderOptions(
  deps: Deps,
  {
    organization,
    orderId,
    language,
  }: { readonly organization: OrganizationId; readonly orderId: string; readonly language: Language },
): Promise<OrderOption[]> {
  const [order, pending] = await deps.db.tenant(organization, (tx) =>
    Promise.all([loadCommandOrder(tx, orderId), underWay(tx, orderId)]),
  );
  if (order.connection_id === null || order.ext_key === null) return localOptions(order);
  const open = await deps.registry.open(organization, order.connection_id);
  // Nobody but the hub acts on orders of a deleted store.
  if (open?.row.state === "deleted") return localOptions(order);
  const ports = open?.ports;
  const options = ports?.orders?.options(toCommandOrder({ ...order, ext_key: order.ext_key })) ?? [];
  const may = possible(order);
  return [
    ...options.map(({ statuses, warnings, allowed, ...option }) => ({
      ...option,
      allowed: allowed && !contradicts(option.kind, pending),
      warnings: open ? warnings.map((warning) => translateText(open.connector, language, toStoredText(warning))) : [],
      ...(statuses && { statuses: statuses.filter((status) => may.includes(status)) }),
    })),
    { kind: "tracking", allowed: ports?.orders?.updateTracking !== undefined, warnings: [] },
    { kind: "document", allowed: ports?.orders?.documents !== undefined, warnings: [] },
  ];
}

/**
 * The statuses each of these orders may be given at its channel. An order that is not named may be given any: it was
 * made here, or its channel names none.
 */
async function offeredStatuses(
  deps: Deps,
  { organization, orderIds }: { readonly organization: OrganizationId; readonly orderIds: readonly string[] },
): Promise<ReadonlyMap<string, readonly OrderStatus[]>> {
  const orders = await deps.db.tenant(organization, (tx) => commandOrders(tx, orderIds));
  const offered = new Map<string, readonly OrderStatus[]>();
  for (const { id, connection_id, ext_key, ...order } of orders) {
    if (connection_id === null || ext_key === null) continue;
    const open = await deps.registry.open(organization, connection_id);
    if (!open || open.row.state === "deleted") continue;
    const options = open.ports.orders?.options(toCommandOrder({ ...order, connection_id, ext_key })) ?? [];
    const option = options.find(({ kind }) => kind === "status");
    if (option?.statuses) offered.set(id, option.allowed ? option.statuses : []);
  }
  return offered;
}

/** Of these orders those whose channels take holds. */
async function takeHold(
  deps: Deps,
  { organization, orderIds }: { readonly organization: OrganizationId; readonly orderIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const orders = await deps.db.tenant(organization, (tx) => commandOrders(tx, orderIds));
  const taken = new Set<string>();
  for (const { id, connection_id } of orders) {
    const open = connection_id === null ? null : await deps.registry.open(organization, connection_id);
    if (open && open.row.state !== "deleted" && open.ports.orders?.hold) taken.add(id);
  }
  return taken;
}

/** What is on its way to the channel counts as if it were done. */
function contradicts(kind: HubCommand["kind"], pending: UnderWay): boolean {
  if (kind === "status" || kind === "fulfil" || kind === "cancel")
    return pending.isCancelling || (pending.isShipping && kind !== "status");
  return false;
}

function localOptions(order: StoredOrder): OrderOption[] {
  const isOpen = order.status !== "cancelled";
  const isLeft = order.lines.some((line) => line.quantity > line.fulfilledQuantity);
  return [
    { kind: "status", allowed: possible(order).length > 0, warnings: [], statuses: possible(order) },
    { kind: "fulfil", allowed: isOpen && isLeft, warnings: [] },
    { kind: "tracking", allowed: true, warnings: [] },
    { kind: "cancel", allowed: isOpen, warnings: [] },
    { kind: "refund", allowed: true, warnings: [message("platform.none.refund").text], money: "never" },
    { kind: "note", allowed: true, warnings: [] },
  ];
}

function possible(order: StoredOrder): OrderStatus[] {
  const isLeft = order.lines.some((line) => line.quantity > line.fulfilledQuantity);
  const isHere = order.connection_id === null;
  return ORDER_TRANSITIONS[order.status].filter((status) => !(status === "completed" && isHere && isLeft));
}
