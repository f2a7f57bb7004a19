/** What people ask of orders in the hub, through its public interface. */
import { z } from "zod";
import { RefusedByApi } from "../../demo/seller.ts";
import type { HoldEffect } from "../../src/commerce/order-holds.ts";
import type { FinancialStatus, OrderStatus } from "../../src/commerce/statuses.ts";
import type { ReturnView } from "../../src/hub/orders/returns/return-view.ts";
import { movesMoney, refundOfCancelled, refundsAll } from "./moved-money.ts";
import type { Random } from "./random.ts";
import type { Step } from "./step.ts";
import { anyOrder, type Placed } from "./step.ts";
import type { RequestedCommand, World } from "./world.ts";

export interface HubOrder {
  readonly id: string;
  readonly orderKey: string | null;
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: string;
  readonly currency: string;
  readonly totalMinor: number | null;
  readonly isShort: boolean;
  readonly lines: readonly HubLine[];
  readonly fulfilments: readonly { readonly trackingNumbers: readonly string[] }[];
  readonly refunds: readonly { readonly key: string; readonly amountMinor: number; readonly reason: string | null }[];
  readonly returns: readonly HubReturn[];
  /** Units the platform told as put back, by line. */
  readonly toldBack: ReadonlyMap<string, number>;
  /** Units back by what the channel's number did, where its platform tells nothing, by line. */
  readonly seenBack: ReadonlyMap<string, number>;
  /** Units refunded before they left that the channel's number has lost, where its platform tells nothing, by line. */
  readonly seenOut: ReadonlyMap<string, number>;
  /** Unpaid for longer than its channel keeps its units: it holds none while it stays unpaid. */
  readonly isHoldEnded: boolean;
  /** What a hold here does, and the status apart from it. */
  readonly holdEffect: HoldEffect | null;
  readonly statusWithoutHold: OrderStatus | null;
  /** How far couriers are with all of it. */
  readonly parcelState: string | null;
  readonly commands: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly text: string;
    readonly dueAt?: string | null;
    /** What was asked for, as the command keeps it. */
    readonly input?: unknown;
    /** Of a refund: false where the customer still has to be paid by other means; null: the platform does not say. */
    readonly moneyMoved?: boolean | null;
  }[];
}

export interface HubLine {
  readonly id: string;
  readonly key: string;
  readonly sku: string | null;
  readonly variantId: string | null;
  readonly locationId: string | null;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly restockedQuantity: number;
  readonly reservedQuantity: number;
  readonly shortQuantity: number;
  readonly totalMinor: number;
  readonly orderedQuantity: number;
}

/** A return as the hub shows it. */
export interface HubReturn {
  readonly id: string;
  readonly orderId: string;
  readonly state: string;
  readonly channelStatus: string | null;
  readonly refundCommandId: string | null;
  readonly lines: readonly (Pick<
    ReturnView["lines"][number],
    "id" | "lineKey" | "quantity" | "receivedQuantity" | "locationId"
  > & {
    readonly receipts: readonly Pick<
      ReturnView["lines"][number]["receipts"][number],
      "id" | "quantity" | "disposition" | "locationId"
    >[];
  })[];
}

export async function hubOrder(world: World, order: Placed): Promise<HubOrder | null> {
  const [row] = await world.look<{
    id: string;
    isHoldEnded: boolean;
    holdEffect: HoldEffect | null;
    statusWithoutHold: OrderStatus | null;
    parcelState: string | null;
    told: Record<string, number>;
    seen: Record<string, number>;
    out: Record<string, number>;
  }>(
    `select o.id, o.hold_ended as "isHoldEnded", o.hold_effect as "holdEffect",
       o.status_without_hold as "statusWithoutHold", o.parcel_state as "parcelState", l.told, l.seen, l.out
     from argosy.sales_order o cross join lateral (
       select json_object_agg(l.ext_key, l.restocked_quantity) as told,
         json_object_agg(l.ext_key, l.seen_restocked) as seen, json_object_agg(l.ext_key, l.seen_kept_out) as out
       from argosy.order_line l where l.organization_id = o.organization_id and l.order_id = o.id) as l
     where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.ext_key = $2`,
    [order.channel.storeId, order.key],
  );
  if (!row) return null;
  const asMap = (units: Record<string, number> | null) => new Map(Object.entries(units ?? {}));
  const shown = await ownOrder(world, row.id);
  const { isHoldEnded, holdEffect, statusWithoutHold, parcelState, told, seen, out } = row;
  const held = { isHoldEnded, holdEffect, statusWithoutHold, parcelState };
  return { ...shown, ...held, toldBack: asMap(told), seenBack: asMap(seen), seenOut: asMap(out) };
}

/** An order made in the hub, of which no platform tells anything. */
export async function ownOrder(world: World, orderId: string): Promise<HubOrder> {
  const shown = await world.ask<Omit<HubOrder, keyof typeof UNTOLD> & { hold: { keepsUnits: boolean } | null }>(
    "GET",
    `/orders/${orderId}`,
  );
  const holdEffect = shown.hold && (shown.hold.keepsUnits ? "keep_units" : "free_units");
  return { ...UNTOLD, ...shown, holdEffect };
}

const UNTOLD = {
  toldBack: new Map<string, number>(),
  seenBack: new Map<string, number>(),
  seenOut: new Map<string, number>(),
  isHoldEnded: false,
  holdEffect: null,
  statusWithoutHold: null,
  parcelState: null,
};

interface Intent {
  readonly url: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Units a shipment names; none: all that is left. */
  readonly units?: RequestedCommand["units"];
}

/** A step that asks one thing of one order; `intend` answers null when that order is not the right one for it. */
function command(
  name: string,
  weight: number,
  intend: (order: HubOrder, marker: string, random: Random) => Intent | null,
): Step {
  return {
    name,
    weight,
    async run(world, random) {
      const placed = anyOrder(world, random);
      const order = placed && (await hubOrder(world, placed));
      if (!placed || !order) return null;
      const marker = `m${world.seed}x${world.asked.length + 1}`;
      const intent = intend(order, marker, random);
      if (!intent) return null;
      const body = { ...intent.body, ...moneyOf(world, order, intent) };
      const { id, input } = await world.ask<HubOrder["commands"][number]>(
        "POST",
        `/orders/${order.id}/${intent.url}`,
        body,
      );
      const { kind, units = [] } = intent;
      const amountMinor = kind === "refund" ? amountOf(input) : 0;
      noteRequested(world, placed, order, { commandId: id, kind, marker, amountMinor, units });
      return `hub: ${name} for ${placed.key} of ${placed.channel.name}: ${JSON.stringify(body)}`;
    },
  };
}

const storedAmount = z.object({ amount: z.object({ minor: z.coerce.number() }) });

/** What a refund is about, in minor units. */
export const amountOf = (input: unknown): number => storedAmount.parse(input).amount.minor;

function moneyOf(world: World, order: HubOrder, { kind }: Intent): object {
  const moveMoney = movesMoney(world);
  if (kind === "refund" && refundsAll(world))
    return { moveMoney, full: true, lines: undefined, amountMinor: undefined };
  if (kind === "refund") return { moveMoney };
  return kind === "cancel" ? { refund: refundOfCancelled(world, order) } : {};
}

const fulfil = command("fulfil", 7, (order, marker, random) => {
  const open = order.lines.filter((line) => line.quantity > line.fulfilledQuantity);
  if (order.status === "cancelled" || open.length === 0) return null;
  const lines = open.map((line) => ({
    lineKey: line.key,
    quantity: random.int(1, line.quantity - line.fulfilledQuantity),
  }));
  const units = random.chance(0.5) ? lines : [];
  const body = { trackingNumbers: [marker], carrier: "Post", ...(units.length > 0 && { lines: units }) };
  return { url: "fulfil", kind: "fulfil", body, units };
});

const cancel = command("cancel", 3, (order, marker, random) => {
  if (order.status === "cancelled" || order.lines.some((line) => line.fulfilledQuantity > 0)) return null;
  return { url: "cancel", kind: "cancel", body: { restock: true, ...(random.chance(0.3) && { note: marker }) } };
});

const refund = command("refund", 3, (order, marker, random) => {
  const line = random.pick(order.lines);
  if (line.orderedQuantity === 0 || line.quantity === 0 || order.status === "cancelled") return null;
  if (line.fulfilledQuantity > 0 && line.fulfilledQuantity < line.quantity) return null;
  const quantity = random.int(1, line.quantity);
  const amountMinor = Math.floor((line.totalMinor * quantity) / line.orderedQuantity);
  const lines = [{ lineKey: line.key, quantity, restock: random.chance(0.5) }];
  return { url: "refund", kind: "refund", body: { amountMinor, currency: order.currency, lines, reason: marker } };
});

const note = command("note", 3, (_, marker, random) => ({
  url: "notes",
  kind: "note",
  body: { text: marker, visibleToCustomer: random.chance(0.5) },
}));

const status = command("status", 2, (order, _, random) => {
  if (["cancelled", "completed"].includes(order.status)) return null;
  return { url: "status", kind: "status", body: { status: random.pick(["processing", "on_hold", "completed"]) } };
});

/** Who does not hear whether an order was made looks for it before asking again. */
async function createdOnce(world: World, body: object, email: string): Promise<string | null> {
  try {
    return (await world.seller.post<{ id: string }>("/orders", body)).id;
  } catch (error) {
    if (!(error instanceof RefusedByApi) || (error.status < 500 && error.status !== 409)) throw error;
    const [made] = await world.look<{ id: string }>(
      "select id from argosy.sales_order where organization_id = argosy.tenant() and contact ->> 'email' = $1",
      [email],
    );
    return made?.id ?? null;
  }
}

/** An order taken in the hub: for a store, over the counter, or by telephone. */
const create: Step = {
  name: "order in the hub",
  weight: 3,
  async run(world, random) {
    const lines = random
      .shuffled(world.goods)
      .slice(0, random.int(1, 2))
      .map(({ sku }) => ({ sku, quantity: random.int(1, 3) }));
    const channel = random.chance(0.6) ? random.pick(world.channels) : null;
    if (channel?.state === "inactive") return null;
    const isHandedOver = channel === null && random.chance(0.5);
    const email = `caller${world.made.length}@shop.example`;
    const body = {
      currency: world.currency,
      lines,
      isHandedOver,
      financial: random.pick(["paid", "pending"]),
      contact: { name: "Caller", email },
      ...(channel && { storeId: channel.storeId }),
    };
    const id = await createdOnce(world, body, email);
    if (id === null) return null;
    world.made.push({ orderId: id, channel, isHandedOver, lines });
    const where = channel ? `for ${channel.name}` : isHandedOver ? "over the counter" : "to ship from here";
    return `hub: an order ${where} of ${lines.map((line) => `${line.quantity} ${line.sku}`).join(", ")}`;
  },
};

export const orderSteps: readonly Step[] = [fulfil, cancel, refund, note, status, create];

/** Keeps what the hub was asked to do with an order, so that the end can be held against it. */
export function noteRequested(
  world: World,
  { channel, key: orderKey }: Placed,
  { id: orderId, toldBack }: HubOrder,
  requested: Omit<RequestedCommand, "channel" | "orderKey" | "orderId" | "toldBack">,
): void {
  world.asked.push({ ...requested, channel, orderKey, orderId, toldBack });
}
