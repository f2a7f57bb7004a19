/** Many orders are shipped with their parcels in one call: each is found, checked as one order is, and answered for. */

import type { By } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { refuseNonsense } from "./command-checks.ts";
import { type CommandRequest, requestCommand } from "./commands.ts";
import { orderUnknown } from "./detail.ts";
import { loadLines } from "./lines.ts";
import { readSummaries } from "./list.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import type { OrderCommandView } from "./order-fields/order-schema.ts";
import type { OrderSummary } from "./order-fields/summary-schema.ts";
import { parseCommand } from "./stored-command.ts";

/** A row as a packer has it. */
export interface ParcelRow {
  /** The order's id, its number here, or its number on the channel. */
  readonly order: string;
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
}

export interface ShipMany extends By {
  readonly parcels: readonly ParcelRow[];
  readonly notifyCustomer: boolean;
  readonly evenIfShort: boolean;
  /** Only tells what would be refused. */
  readonly dryRun: boolean;
  /** The same key for the same order ships once. */
  readonly idempotencyKey: string;
}

export interface ParcelResult {
  /** The order the row names; null where none or several go by this name. */
  readonly order: OrderSummary | null;
  readonly command?: OrderCommandView | undefined;
  readonly error?: HubError | undefined;
}

/**
 * Ships all that is left of each order named. Rows of one order with one carrier are one parcel with several tracking
 * numbers. A refused row leaves the others as they are. One result a row, in their order.
 */
export async function shipMany(tx: Tx, request: ShipMany): Promise<ParcelResult[]> {
  const found = await findOrders(tx, request.parcels);
  const shipments = shipmentsOf(request.parcels, found);
  const orders = await lockOrders(tx, [...shipments.keys()]);
  const locked = new Map(orders.map((order) => [order.id, order]));
  const lines = request.dryRun ? await linesOf(tx, locked) : null;
  const outcomes = new Map<string, Omit<ParcelResult, "order">>();
  for (const [orderId, parcel] of shipments) {
    outcomes.set(
      orderId,
      await answered(async () => {
        if (parcel instanceof HubError) throw parcel;
        const order = locked.get(orderId);
        if (!order) throw orderUnknown();
        const command = { kind: "fulfil" as const, ...parcel, notifyCustomer: request.notifyCustomer };
        if (lines === null) return requestCommand(tx, { ...requestBase(request), orderId, command });
        const target = { order, lines: lines.get(orderId) ?? [] };
        await refuseNonsense(tx, parseCommand(command), target, request);
        return undefined;
      }),
    );
  }
  const summaries = new Map((await readSummaries(tx, [...locked.keys()])).map((order) => [order.id, order]));
  return found.map((name) =>
    typeof name === "string"
      ? { order: summaries.get(name) ?? null, ...outcomes.get(name) }
      : { order: null, error: name },
  );
}

async function linesOf(tx: Tx, orders: ReadonlyMap<string, unknown>) {
  return Map.groupBy(await loadLines(tx, [...orders.keys()]), (line) => line.orderId);
}

function requestBase(request: ShipMany): Omit<CommandRequest, "orderId" | "command"> {
  const { idempotencyKey, actor, now, evenIfShort } = request;
  return { idempotencyKey, actor, now, evenIfShort };
}

async function answered(work: () => Promise<OrderCommandView | undefined>): Promise<Omit<ParcelResult, "order">> {
  try {
    const command = await work();
    return command ? { command } : {};
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return { error };
  }
}

type Parcel = Omit<ParcelRow, "order">;

/** One parcel an order; null stands for none. */
function shipmentsOf(
  parcels: readonly ParcelRow[],
  found: readonly (string | HubError)[],
): ReadonlyMap<string, Parcel | HubError> {
  const shipments = new Map<string, Parcel | HubError>();
  for (const [index, { order: _named, ...parcel }] of parcels.entries()) {
    const orderId = found[index];
    if (typeof orderId !== "string") continue;
    const before = shipments.get(orderId);
    shipments.set(orderId, before === undefined ? parcel : together(before, parcel));
  }
  return shipments;
}

function together(before: Parcel | HubError, next: Parcel): Parcel | HubError {
  if (before instanceof HubError) return before;
  if (before.carrier !== next.carrier)
    return new HubError("ORDER_TWO_CARRIERS", "conflict", message("refused.twoCarriers"), "carrier");
  return { ...before, trackingNumbers: [...new Set([...before.trackingNumbers, ...next.trackingNumbers])] };
}

/** How a number stands here, and how channels write it: with a sign before it or without. */
const writtenHere = (name: string) => [name, name.toUpperCase()];
const writtenThere = (name: string) => [name, `#${name}`, name.replace(/^#/, "")];

/** The order each row names, or why none is meant. */
async function findOrders(tx: Tx, parcels: readonly ParcelRow[]): Promise<(string | HubError)[]> {
  const names = [...new Set(parcels.map(({ order }) => order))];
  const ids = names.filter(isUuid);
  const here = await tx.rows<{ id: string; number: string }>(
    `select o.id, o.number from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.number = any($1::text[])
     union select o.id, o.id::text from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($2::uuid[])`,
    [names.flatMap(writtenHere), ids],
  );
  const idsByNumber = new Map(here.map(({ id, number }) => [number, id]));
  const idOf = (name: string) =>
    writtenHere(isUuid(name) ? name.toLowerCase() : name).map((each) => idsByNumber.get(each));
  const others = names.filter((name) => idOf(name).every((id) => id === undefined));
  const there = await tx.rows<{ id: string; number: string }>(
    `select o.id, o.ext_number as number from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.ext_number = any($1::text[])`,
    [others.flatMap(writtenThere)],
  );
  const byNumber = Map.groupBy(there, ({ number }) => number);
  return parcels.map(({ order: name }) => {
    const own = idOf(name).find((id) => id !== undefined);
    if (own !== undefined) return own;
    const [first, ...more] = new Set(
      writtenThere(name)
        .flatMap((each) => byNumber.get(each) ?? [])
        .map(({ id }) => id),
    );
    if (first === undefined) return orderUnknown();
    if (more.length === 0) return first;
    return new HubError("ORDER_AMBIGUOUS", "conflict", message("refused.orderAmbiguous", { number: name }), "order");
  });
}
