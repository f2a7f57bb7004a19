/** What the steps of the journey are made of. */
import type { OpenShop, Purchase, TrueLine, TrueOrder } from "../driver.ts";
import type { HubOrder, World } from "../world.ts";

export interface Step {
  readonly name: string;
  /** Made of acts that were drawn. */
  readonly isRandom?: boolean | undefined;
  /** Why this shop cannot play it; undefined where it can. */
  lacking?(shop: OpenShop): string | undefined;
  /** Answers with what was found wrong, in words. */
  run(world: World): Promise<readonly string[]>;
}

export function freeOf(world: World, sku: string): Promise<number> {
  return world.shop.items().then((items) => {
    const item = items.find((one) => one.sku === sku);
    return (item?.places ?? []).reduce((sum, { onHand, promised }) => sum + onHand - promised, 0);
  });
}

export async function orderIn(world: World, key: string) {
  const order = (await world.shop.orders()).find((one) => one.key === key);
  if (!order) throw new Error(`The shop has no order ${key}.`);
  return order;
}

/** How an order is paid that is canceled later. */
export const toCancel = ({ lacks }: OpenShop): Purchase["payment"] => (lacks.cancelPaid ? "open" : "paid");

/** One count of each line, in the order of the SKUs asked for; undefined where the order has no such line. */
export function unitsOf(
  order: TrueOrder,
  count: "ordered" | "wanted" | "shipped",
  skus: readonly string[],
): readonly (TrueLine[typeof count] | undefined)[] {
  return skus.map((sku) => order.lines.find((line) => line.sku === sku)?.[count]);
}

/** Asks the hub for something of an order, and waits until it is done or refused. */
export async function ask(
  world: World,
  key: string,
  what: string,
  body: Readonly<Record<string, unknown>>,
): Promise<HubOrder["commands"][number]> {
  const order = await world.hubOrder(key);
  const { id } = await world.seller.post<{ id: string }>(`/orders/${order.id}/${what}`, body);
  await world.pass(5);
  const command = (await world.hubOrder(key)).commands.find((one) => one.id === id);
  if (!command) throw new Error(`The hub lost the command ${what} of order ${key}.`);
  return command;
}

export async function done(
  world: World,
  key: string,
  what: string,
  body: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const { state, text } = await ask(world, key, what, body);
  return state === "done" ? [] : [`${what} of order ${key} ended as ${state}: ${text}`];
}

export function expected(what: string, found: unknown, expectedValue: unknown): string[] {
  const [here, there] = [JSON.stringify(found), JSON.stringify(expectedValue)];
  return here === there ? [] : [`${what}: ${here} instead of ${there}`];
}

export async function setHubStock(world: World, sku: string, onHand: number): Promise<void> {
  await world.seller.post("/inventory/levels", { items: [{ sku, onHand }] });
}
