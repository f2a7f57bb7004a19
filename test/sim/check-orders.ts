import { HUB_ONLY_RECORDS } from "../../src/commerce/order-money.ts";
import { isFinished } from "../../src/hub/orders/facts.ts";
import { movesNone } from "./check-money.ts";
import { backOf, unitsOf } from "./demand.ts";
import { amountOf, type HubLine, type HubOrder } from "./order-steps.ts";
import { type OrderTruth, saysShipping } from "./platform-truth.ts";
import type { RequestedCommand, World } from "./world.ts";

export async function checkOrders(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const problems = truth.flatMap((order) => compareOrder(world, order).map((text) => `${nameOf(order)}: ${text}`));
  const rows = await world.look<{ id: string; connection_id: string | null; ext_key: string | null; number: string }>(
    "select id, connection_id, ext_key, number from argosy.sales_order where organization_id = argosy.tenant()",
  );
  const keys = new Set(truth.map((order) => `${order.channel.storeId} ${order.key}`));
  const made = new Map(world.made.map((order) => [order.orderId, order]));
  const others = rows.filter((row) => !keys.delete(`${row.connection_id} ${row.ext_key}`));
  for (const row of others) {
    const own = made.get(row.id);
    if (!own || row.ext_key !== null)
      problems.push(`The hub has an order ${row.number} (${row.ext_key}) that no platform has.`);
    else if (own.channel) problems.push(...(await pushFailedOpenly(world, row)));
  }
  return problems;
}

/** An order that could not be created on its platform says so, with an alert. */
async function pushFailedOpenly(world: World, row: { id: string; number: string }): Promise<string[]> {
  const commands = await world.look<{ state: string; text: string; is_alerted: boolean }>(
    `select state, text,
       exists (select 1
         from argosy.alert a
         where a.organization_id = c.organization_id and a.cause = 'command-failed:' || c.id
           and a.state <> 'resolved') as is_alerted
     from argosy.command c where organization_id = argosy.tenant() and order_id = $1 and kind = 'push'`,
    [row.id],
  );
  const isOpen = commands.some((one) => ["failed", "rejected", "unsupported"].includes(one.state) && one.is_alerted);
  return isOpen
    ? []
    : [`Order ${row.number} never reached its platform, and nobody is told: ${JSON.stringify(commands)}`];
}

const nameOf = ({ channel, key }: OrderTruth) => `${channel.name}, order ${key}`;

function compareOrder(world: World, { part, hub, record, shown, isPartedHere }: OrderTruth): string[] {
  if (!hub) return ["is not in the hub"];
  const problems: string[] = [];
  const differ = (what: string, here: unknown, there: unknown) => {
    if (here !== there) problems.push(`${what} is ${here} in the hub and ${there} on the platform`);
  };
  const { holdEffect, parcelState } = hub;
  // What a platform doubts waits as what it holds.
  const isDoubted = part.doubt === "fraud" && !isFinished(part);
  differ("the status", hub.statusWithoutHold ?? hub.status, isDoubted ? "on_hold" : part.status);
  const isHeld = holdEffect !== null && holdEffect !== "override";
  if (isHeld && hub.status !== "on_hold") problems.push(`a hold stands over it, and it is ${hub.status}`);
  if (!part.keeps?.includes("financial")) differ("the payment", hub.financial, part.financial);
  if (!part.keeps?.includes("fulfilment")) {
    // Couriers know more of what the platform only calls shipped.
    const isOnItsWay = ["fulfilled", "in_transit"].includes(part.fulfilment) && parcelState !== null;
    differ("the shipping", hub.fulfilment, isOnItsWay ? parcelState : part.fulfilment);
  }
  const { totalMinor } = part.totals;
  differ("the total", hub.totalMinor, totalMinor === null ? null : Number(totalMinor));
  differ("being cancelled", hub.status === "cancelled", shown.cancelled || part.status === "cancelled");
  // A word that says nothing about the parcel leaves the hub what it knew of its units.
  const shipping = saysShipping(part) ? (["fulfilledQuantity"] as const) : [];
  const lines = new Map(hub.lines.map((line) => [line.key, line]));
  for (const reported of part.lines) {
    const line = lines.get(reported.key);
    if (!line) {
      problems.push(`line ${reported.key} (${reported.sku}) is not in the hub`);
      continue;
    }
    // What has left stays wanted, also when the platform's word for the order has forgotten that it left.
    const quantity = saysShipping(part) ? reported.quantity : Math.max(reported.quantity, line.fulfilledQuantity);
    for (const field of ["orderedQuantity", "quantity", ...shipping] as const)
      differ(`${field} of ${reported.sku}`, line[field], { ...reported, quantity }[field]);
    // What returns of the hub put back counts with what the platform tells, the same units once.
    if (saysShipping(part)) {
      const restockedQuantity = Math.max(reported.restockedQuantity, hub.seenBack.get(line.key) ?? 0);
      const { receipts, untold } = backOf(world, hub, line, { ...reported, restockedQuantity });
      differ(`restockedQuantity of ${reported.sku}`, line.restockedQuantity, unitsOf(receipts) + untold);
    }
    lines.delete(reported.key);
  }
  for (const line of lines.values())
    if (line.quantity !== line.fulfilledQuantity)
      problems.push(`line ${line.key} of ${line.sku} is gone on the platform`);
  // Platforms without refunds of their own leave those asked for here to the hub's books.
  const own = hub.commands.filter((command) => command.kind === "refund" && command.state === "done").length;
  const most = part.refunds.length === 0 ? own : part.refunds.length;
  const existing = hub.refunds.filter(({ key }) => !HUB_ONLY_RECORDS.some((prefix) => key.startsWith(prefix))).length;
  if (existing < part.refunds.length || existing > most) differ("the number of refunds", existing, part.refunds.length);
  // Paid by other means, where the platform can book none.
  const booked = hub.commands.filter((one) => one.kind === "refund" && one.state === "done" && movesNone(one)).length;
  if (hub.refunds.length - existing > booked)
    problems.push(`${hub.refunds.length - existing} refunds are the hub's alone, and ${booked} were to move no money`);
  if (record && saysShipping(part) && !isPartedHere) problems.push(...compareRecord(hub, record, part));
  problems.push(...compareMade(world, hub));
  return problems;
}

type Counted = readonly { readonly sku: string | null; readonly units: number }[];

/** Units by SKU on both sides. */
function compareUnits(what: string, here: Counted, there: Counted, whose: string): string[] {
  const [ours, theirs] = [here, there].map((lines) => {
    const sums = new Map<string, number>();
    for (const { sku, units } of lines) sums.set(sku ?? "", (sums.get(sku ?? "") ?? 0) + units);
    return sums;
  });
  return [...new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])].flatMap((sku) => {
    const [hub, other] = [ours?.get(sku) ?? 0, theirs?.get(sku) ?? 0];
    return hub === other ? [] : [`${what} of ${sku}: ${hub} in the hub, ${other} in ${whose}`];
  });
}

/** What the platform keeps itself, by SKU: nothing of the connector stands between. */
function compareRecord(
  hub: NonNullable<OrderTruth["hub"]>,
  record: NonNullable<OrderTruth["record"]>,
  part: OrderTruth["part"],
): string[] {
  // An item the platform did not list when our order was made there stands in its books by its title alone.
  const untold = new Set(part.lines.flatMap((line) => (line.sku ? [] : [line.key])));
  // Where the books have a set alone, its parts stand in no line of them.
  const inside = new Set(part.lines.flatMap((line) => (line.group === undefined ? [] : [line.key])));
  const isWhole = record.lines.length >= part.lines.length;
  const sent = (line: HubLine) => (isWhole ? line.fulfilledQuantity : sentSets(hub, part, line));
  const ours = (units: (line: HubLine) => number) =>
    hub.lines
      .filter((line) => isWhole || !inside.has(line.key))
      .map((line) => ({ sku: untold.has(line.key) ? null : line.sku, units: units(line) }));
  const theirs = (units: (line: (typeof record.lines)[number]) => number) =>
    record.lines.map((line) => ({ sku: line.sku, units: units(line) }));
  const compare = (what: string, here: Counted, there: Counted) =>
    compareUnits(what, here, there, "the platform's own books");
  return [
    ...compare(
      "units wanted",
      ours((line) => line.quantity),
      theirs((line) => Math.ceil(line.quantity)),
    ),
    ...compare(
      "units shipped",
      ours(sent),
      // Units are what is left to ship, rounded up (decision 520).
      theirs((line) => Math.ceil(line.quantity) - Math.ceil(line.quantity - line.shipped)),
    ),
    ...compare(
      "units put back",
      ours((line) => hub.toldBack.get(line.key) ?? 0),
      theirs((line) => (line.restocked < line.quantity ? Math.floor(line.restocked) : Math.ceil(line.restocked))),
    ),
  ];
}

/** Units of a line that left: of a set beside its parts, as many as its parts make up (decision 520). */
function sentSets(hub: NonNullable<OrderTruth["hub"]>, part: OrderTruth["part"], line: HubLine): number {
  const parts = part.lines.filter(({ group }) => group === line.key).map(({ key }) => key);
  const left = hub.lines
    .filter(({ key }) => parts.includes(key))
    .map(({ fulfilledQuantity, orderedQuantity }) => (fulfilledQuantity * line.orderedQuantity) / orderedQuantity);
  return left.length === 0 ? line.fulfilledQuantity : Math.floor(Math.min(...left));
}

/** An order made in the hub keeps the items it was made of, whatever its platform calls them. */
function compareMade(world: World, hub: NonNullable<OrderTruth["hub"]>): string[] {
  const made = world.made.find((one) => one.orderId === hub.id);
  if (!made) return [];
  const skuOf = ({ variantId }: HubLine) => world.goods.find((good) => good.variantId === variantId)?.sku ?? null;
  return compareUnits(
    "units ordered",
    hub.lines.map((line) => ({ sku: skuOf(line), units: line.orderedQuantity })),
    made.lines.map(({ sku, quantity }) => ({ sku, units: quantity })),
    "the order as it was made",
  );
}

/** Exactly once what was done, not at all what was refused, and nothing left open. */
export async function checkCommands(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const alerts = await world.look<{ cause: string }>(
    `select cause
     from argosy.alert
     where organization_id = argosy.tenant() and kind in ('command_failed', 'command_uncertain')
       and state <> 'resolved'`,
  );
  const causes = new Set(alerts.map((alert) => alert.cause));
  return world.asked.flatMap((requested) => {
    const order = truth.find((one) => one.channel === requested.channel && one.key === requested.orderKey);
    const found = order?.hub?.commands.find((one) => one.id === requested.commandId);
    const what = `${requested.channel.name}, order ${requested.orderKey}: "${requested.kind}" ${requested.marker}`;
    if (!order || !found) return [`${what} is lost`];
    // What waits for a cancelled order ends with it.
    if (found.state === "cancelled") return hasEnded(order) ? [] : [`${what} ended, though its order lives`];
    if (found.state === "done") return effects(requested, order, found).map((text) => `${what} ${text}`);
    // A person is asked to look: somebody refunded otherwise meanwhile. What left is compared by its sums.
    if (found.state === "uncertain" && !found.dueAt && causes.has(`command-uncertain:${requested.commandId}`))
      return [];
    if (!["failed", "rejected", "unsupported", "needs_input"].includes(found.state))
      return [`${what} is still ${found.state}: ${found.text}`];
    if (!causes.has(`command-failed:${requested.commandId}`))
      return [`${what} ${found.state} without an alert: ${found.text}`];
    return [];
  });
}

/** Units left, and none is to leave any more. */
function isOnItsWay(record: OrderTruth["record"]): boolean {
  const lines = record?.lines ?? [];
  return lines.some(({ shipped }) => shipped > 0) && lines.every(({ quantity, shipped }) => quantity <= shipped);
}

/** One that is refunded whole may be told as cancelled under another word. */
const hasEnded = ({ shown, part }: OrderTruth): boolean => shown.cancelled || part.status === "cancelled";

/** What is wrong with the traces of a command that is done. */
function effects(requested: RequestedCommand, order: OrderTruth, command: HubOrder["commands"][number]): string[] {
  const { record, part, hub, channel } = order;
  const once = (count: number, thing: string) =>
    count === 1 ? [] : [`left ${count} ${thing} on the platform instead of one (${command.text})`];
  switch (requested.kind) {
    case "fulfil": {
      if (!record) return [];
      if (channel.sandbox.shop.assignsTracking) return platformNumbers(record, hub);
      const parcels = record.parcels.filter((parcel) => parcel.trackingNumbers.includes(requested.marker)).length;
      // Units of one command that lie in several places leave in as many parcels.
      const most = new Set(part.lines.map((line) => line.location)).size;
      return parcels >= 1 && parcels <= most ? [] : once(parcels, "parcels");
    }
    case "note": {
      if (!record) return [];
      const notes = record.notes.filter((one) => one === requested.marker).length;
      return record.hidesNotes && notes > 1 ? [] : once(notes, "notes");
    }
    case "refund": {
      const all = record?.refunds ?? [];
      const own = all.filter((one) => one.reason === requested.marker);
      // What was only booked may be a status there; some platforms keep no words. The sums are compared apart.
      // Of two refunds of nothing one may pass for the other.
      const isUntold = movesNone(command) || amountOf(command.input) === 0 || all.every(({ reason }) => reason === "");
      return own.length === 0 && isUntold ? [] : once(own.length, "refunds");
    }
    case "cancel":
      // Of an order of which units had left, unknown to whoever asked, the rest is cancelled.
      return hasEnded(order) || isOnItsWay(record) ? [] : ["is done, but the order is not cancelled there"];
    default:
      return [];
  }
}

/** A platform that makes the tracking numbers itself has given one to each parcel, and the hub tells them, once each. */
function platformNumbers(record: NonNullable<OrderTruth["record"]>, hub: OrderTruth["hub"]): string[] {
  const there = record.parcels.flatMap((parcel) => parcel.trackingNumbers).sort();
  const here = hub?.fulfilments.flatMap((parcel) => parcel.trackingNumbers).sort() ?? [];
  if (there.length === 0) return ["is done, but no parcel has a number there"];
  return there.join() === here.join() ? [] : [`made ${there.join(", ")} there, and the hub tells ${here.join(", ")}`];
}
