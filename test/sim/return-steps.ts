/** Goods that come back, and bundles made up anew, both in the hub. */
import type { Disposition } from "../../src/commerce/return-goods.ts";
import { movesMoney } from "./moved-money.ts";
import { type HubOrder, type HubReturn, hubOrder, noteRequested, ownOrder } from "./order-steps.ts";
import type { Random } from "./random.ts";
import type { Step } from "./step.ts";
import { type Channel, componentsOf, type Recipe, type World } from "./world.ts";

/** A return as the person who opened it knows it. */
export interface BookedReturn {
  readonly id: string;
  readonly orderId: string;
  /** Null: an order of the hub's own. */
  readonly sold: { readonly channel: Channel; readonly key: string } | null;
  /** Units the platform had told as put back before it was opened, by line. */
  readonly toldBack: ReadonlyMap<string, number>;
  readonly arrived: { readonly lineKey: string; readonly quantity: number; readonly disposition: Disposition }[];
  state: string;
}

interface Shipped {
  readonly order: HubOrder;
  readonly sold: BookedReturn["sold"];
}

/** An order of which units have left, by the platform's word or over the counter. */
async function anyShipped(world: World, random: Random): Promise<Shipped | null> {
  const sold = world.placed.filter(({ channel, key }) => {
    const { shop } = channel.sandbox;
    const lines = shop.record?.(key)?.lines;
    return lines ? lines.some((line) => line.shipped > 0) : shop.order(key)?.fulfilled === true;
  });
  const own = world.made.filter((made) => made.channel === null && made.isHandedOver);
  if (sold.length + own.length === 0) return null;
  const picked = random.pick([...sold, ...own]);
  if ("orderId" in picked) return { order: await ownOrder(world, picked.orderId), sold: null };
  const order = await hubOrder(world, picked);
  return order && { order, sold: picked };
}

const open: Step = {
  name: "return",
  weight: 4,
  async run(world, random) {
    const shipped = await anyShipped(world, random);
    const lines = shipped?.order.lines.filter((line) => line.fulfilledQuantity > 0) ?? [];
    if (!shipped || lines.length === 0) return null;
    const { order, sold } = shipped;
    const line = random.pick(lines);
    const quantity = random.int(1, line.fulfilledQuantity);
    const locationId = random.chance(0.3) ? random.pick(world.locations) : undefined;
    const body = {
      orderId: order.id,
      lines: [{ lineKey: line.key, quantity, ...(locationId && { locationId }) }],
      approved: random.chance(0.6),
    };
    const made = await world.ask<HubReturn>("POST", "/returns", body);
    world.returns.push({
      id: made.id,
      orderId: order.id,
      sold,
      toldBack: order.toldBack,
      arrived: [],
      state: made.state,
    });
    return `hub: ${quantity} ${line.sku} of order ${order.orderKey ?? order.id} are to come back (${made.state})`;
  },
};

const isOpen = (one: BookedReturn) => ["requested", "approved", "received"].includes(one.state);

const goOn: Step = {
  name: "return goes on",
  weight: 5,
  async run(world, random) {
    const returns = world.returns.filter(isOpen);
    if (returns.length === 0) return null;
    const booked = random.pick(returns);
    const now = await world.ask<HubReturn>("GET", `/returns/${booked.id}`);
    const what = random.pick(["arrives", "arrives", "arrives", "moves", "is paid back"] as const);
    if (what === "arrives") return receive(world, random, booked, now);
    if (what === "moves") return move(world, random, booked);
    return payBack(world, random, booked, now);
  },
};

async function receive(world: World, random: Random, booked: BookedReturn, now: HubReturn): Promise<string | null> {
  const awaited = now.lines.filter((line) => line.quantity > line.receivedQuantity);
  if (awaited.length === 0) return null;
  const isAll = random.chance(0.4);
  const lines = awaited.map((line) => ({
    lineId: line.id,
    quantity: isAll ? line.quantity - line.receivedQuantity : random.int(1, line.quantity - line.receivedQuantity),
    disposition: isAll ? ("restock" as const) : random.pick<Disposition>(["restock", "restock", "scrap", "keep"]),
    ...(!isAll && random.chance(0.3) && { locationId: random.pick(world.locations) }),
  }));
  const answer = await world.ask<HubReturn>("POST", `/returns/${booked.id}/receive`, isAll ? {} : { lines });
  for (const { lineId, quantity, disposition } of lines) {
    const lineKey = awaited.find((line) => line.id === lineId)?.lineKey ?? "";
    booked.arrived.push({ lineKey, quantity, disposition });
  }
  booked.state = answer.state;
  return `hub: ${lines.map((line) => `${line.quantity} (${line.disposition})`).join(", ")} of return ${booked.id} arrived`;
}

async function move(world: World, random: Random, booked: BookedReturn): Promise<string> {
  const moves =
    booked.state === "requested"
      ? (["approve", "approve", "reject", "cancel"] as const)
      : (["close", "cancel"] as const);
  const to = random.pick(moves);
  const answer = await world.ask<HubReturn>("POST", `/returns/${booked.id}/${to}`, {});
  booked.state = answer.state;
  return `hub: return ${booked.id} is ${answer.state}`;
}

/** The money of a return is a refund of its own; its goods are the return's. */
async function payBack(world: World, random: Random, booked: BookedReturn, now: HubReturn): Promise<string | null> {
  const order = booked.sold && (await hubOrder(world, booked.sold));
  const [returned] = now.lines;
  const line = order?.lines.find((one) => one.key === returned?.lineKey);
  if (!booked.sold || !order || !line || !returned || line.orderedQuantity === 0) return null;
  if (order.status === "cancelled" || line.fulfilledQuantity < line.quantity || returned.quantity > line.quantity)
    return null;
  const marker = `m${world.seed}x${world.asked.length + 1}`;
  const amountMinor = Math.floor((line.totalMinor * returned.quantity) / line.orderedQuantity);
  const lines = [{ lineKey: line.key, quantity: returned.quantity, restock: random.chance(0.5) }];
  const moveMoney = movesMoney(world);
  const body = { amountMinor, currency: order.currency, lines, reason: marker, returnId: booked.id, moveMoney };
  const { id } = await world.ask<{ id: string }>("POST", `/orders/${order.id}/refund`, body);
  noteRequested(world, booked.sold, order, { commandId: id, kind: "refund", marker, amountMinor, units: [] });
  return `hub: refund for return ${booked.id} of ${booked.sold.key} of ${booked.sold.channel.name}: ${JSON.stringify(body)}`;
}

const recipe: Step = {
  name: "recipe",
  weight: 3,
  async run(world, random) {
    const bundle = world.goods.find((good) => good.recipes.length > 0);
    if (!bundle) return null;
    const plain = world.goods.filter((good) => good.recipes.length === 0);
    const parts: Recipe = new Map(
      random
        .shuffled(plain)
        .slice(0, random.int(1, 2))
        .map((good) => [good.sku, random.int(1, 3)]),
    );
    const components = componentsOf(world.goods, parts);
    await world.ask("PUT", `/variants/${bundle.variantId}/components`, { components });
    bundle.parts = parts;
    bundle.recipes.push(parts);
    return `hub: ${bundle.sku} is now made of ${[...parts].map(([sku, units]) => `${units} ${sku}`).join(" and ")}`;
  },
};

export const returnSteps: readonly Step[] = [open, goOn, recipe];
