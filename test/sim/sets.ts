/** Several items a shop sells as one, under a SKU that the hub does not know. */
import type { OrderLine, OrderPart } from "../../src/commerce/order.ts";
import type { Sandbox, SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../src/connectors/kit/sandbox/sets.ts";
import type { HubLine } from "./order-steps.ts";
import { createRandom, type Random } from "./random.ts";
import type { Good, World } from "./world.ts";

/** A set and what the shop takes for it. */
export interface ShopSet extends SandboxSet {
  readonly takes: NonNullable<SandboxShop["setKinds"]>[number]["takes"];
}

/** Of plain goods that stand in the shop; drawn apart, so that the rest of a seed's world is what it would be without. */
export function openSets(
  { seed, goods }: Pick<World, "seed" | "goods">,
  { shop }: Sandbox,
  index: number,
): readonly ShopSet[] {
  const random = createRandom((seed * 61 + index) ^ 0x5e75);
  const { setKinds, makeSet } = shop;
  const there = new Set(shop.skus());
  const plain = goods.filter(({ sku, parts }) => parts.size === 0 && there.has(sku));
  if (!setKinds || !makeSet || plain.length === 0 || !random.chance(0.6)) return [];
  const { name: kind, takes } = random.pick(setKinds);
  const parts = random
    .shuffled(plain)
    .slice(0, random.int(1, 2))
    .map(({ sku }) => ({ sku, quantity: random.int(1, 2) }));
  const set = { kind, sku: `SET${index + 1}`, price: `${random.int(20, 90)}.00`, parts };
  makeSet(set);
  return [{ ...set, takes }];
}

/** What a buyer may take of each item with one order: of a set as many as its parts make, and then none of these besides. */
export function drawLines(
  { shop }: Sandbox,
  sets: readonly ShopSet[],
  random: Random,
): { sku: string; left: number }[] {
  const drawn = random.shuffled(shop.skus()).slice(0, random.int(1, 3));
  const chosen = sets.filter(({ sku }) => drawn.includes(sku));
  const inside = new Set(chosen.flatMap(({ parts }) => parts.map(({ sku }) => sku)));
  return drawn
    .filter((sku) => !inside.has(sku))
    .map((sku) => ({ sku, left: leftOf(shop, chosen.find((set) => set.sku === sku) ?? sku) }));
}

function leftOf(shop: SandboxShop, of: ShopSet | string): number {
  const inStock = (sku: string) =>
    shop.sellsFromOnePlace && shop.levelsOf ? Math.max(...shop.levelsOf(sku).values()) : shop.stockOf(sku);
  if (typeof of === "string") return Math.floor(inStock(of));
  const own = of.takes === "parts" ? [] : [inStock(of.sku)];
  const parts = of.takes === "own" ? [] : of.parts.map(({ sku, quantity }) => inStock(sku) / quantity);
  return Math.floor(Math.min(...own, ...parts));
}

/** Whether an order has a set among its lines: of these the admin's other ways differ too much. */
export function hasSet(sets: readonly ShopSet[], record: ReturnType<NonNullable<SandboxShop["record"]>>): boolean {
  return record?.lines.some((line) => sets.some(({ sku }) => sku === line.sku)) ?? false;
}

/** One piece of one item, under another SKU: the shop shows one number for both. */
const isSameItem = ({ parts: [part, ...rest], takes }: ShopSet): boolean =>
  takes === "parts" && part?.quantity === 1 && rest.length === 0;

/** Plain goods one unit of a line takes because it is a pack, by what it was sold with; null: it is none. */
export async function packOf(
  world: World,
  line: HubLine,
  { told, sets }: { readonly told: OrderLine; readonly sets: readonly ShopSet[] },
): Promise<{ readonly goods: readonly [Good, number][]; readonly problems: readonly string[] } | null> {
  const isAlike = sets.some((set) => set.sku === line.sku && isSameItem(set));
  if (!told.pack && !isAlike) return null;
  const [row] = await world.look<{
    pack: { parts: readonly { quantity: number; variantId: string | null; sku: string | null }[] } | null;
  }>("select pack from argosy.order_line where organization_id = argosy.tenant() and id = $1", [line.id]);
  const items = (row?.pack?.parts ?? []).flatMap(({ quantity, variantId }): [Good, number][] => {
    const good = world.goods.find((one) => one.variantId === variantId);
    return good ? [[good, quantity]] : [];
  });
  const units = (parts: readonly { readonly quantity: number }[] = []) =>
    parts
      .map(({ quantity }) => quantity)
      .sort((a, b) => a - b)
      .join();
  const [here, there] = [units(row?.pack?.parts), units(told.pack?.parts)];
  // What sells the number of an item is one of it, as long as that is linked.
  const problems = here === there || !told.pack ? [] : [`holds a pack of ${here} units, but was sold with ${there}`];
  return { goods: items, problems };
}

/** Lines of sets whose parts are lines beside them. */
export const setLines = ({ lines }: OrderPart): ReadonlySet<string> =>
  new Set(lines.flatMap(({ group }) => group ?? []));
