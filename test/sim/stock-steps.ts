/** What people do to stock, links and stores in the hub, through its public interface. */

import { drawRule } from "./drawn-rule.ts";
import { mappingsOf } from "./goods-steps.ts";
import { drawReserve, reservesUnits } from "./kept.ts";
import type { Step } from "./step.ts";
import type { World } from "./world.ts";

interface StockAnswer {
  readonly results: readonly {
    readonly ok: boolean;
    readonly changes?: readonly {
      readonly sku: string;
      readonly locationId: string;
      readonly onHandBefore: number;
      readonly onHand: number;
      readonly difference: number;
    }[];
    readonly error?: { readonly message: string };
  }[];
}

/** Sends one stock change and books what the answer says has changed. */
async function change(world: World, url: string, item: Readonly<Record<string, unknown>>): Promise<string> {
  const reference = crypto.randomUUID();
  const { results } = await world.ask<StockAnswer>("POST", `/inventory/${url}`, { items: [item], reference });
  const reported = results.flatMap((result) => result.changes ?? []);
  for (const one of reported)
    if (one.onHand - one.onHandBefore !== one.difference)
      throw new Error(`The answer does not add up: ${JSON.stringify(one)}`);
  // A repeat of what was done before, its answer lost: nothing changed now, and the ledger has it under its reference.
  const isRepeat = reported.length === 0 && results.every((result) => result.ok);
  for (const { sku, locationId, difference } of isRepeat ? await doneBefore(world, reference) : reported) {
    const key = `${sku} ${locationId}`;
    world.changed.set(key, (world.changed.get(key) ?? 0) + difference);
  }
  return results.map((result) => (result.ok ? "" : ` (refused: ${result.error?.message})`)).join("");
}

function doneBefore(world: World, reference: string) {
  return world.look<{ sku: string; locationId: string; difference: number }>(
    `select v.sku, m.location_id as "locationId", m.on_hand_delta as difference from argosy.movement m
     join argosy.variant v on v.organization_id = m.organization_id and v.id = m.variant_id
     where m.organization_id = argosy.tenant() and m.cause_ref in ($1 || ':0', $1 || ':1')`,
    [reference],
  );
}

const plain = (world: World) => world.goods.filter((good) => good.parts.size === 0);

const stock: Step = {
  name: "stock",
  weight: 9,
  async run(world, random) {
    const { sku } = random.pick(plain(world));
    const index = random.int(0, world.locations.length - 1);
    const locationId = world.locations[index];
    const where = `${sku} at location ${index + 1}`;
    switch (random.pick(["set", "adjust", "adjust", "count"] as const)) {
      case "set": {
        const onHand = random.int(0, 20);
        return `hub: ${where} set to ${onHand}${await change(world, "levels", { sku, locationId, onHand })}`;
      }
      case "count": {
        const counted = random.int(0, 20);
        return `hub: ${where} counted ${counted}${await change(world, "counts", { sku, locationId, counted })}`;
      }
      default: {
        const delta = random.int(1, 6) * random.pick([1, 1, -1]);
        return `hub: ${where} by ${delta}${await change(world, "adjustments", { sku, locationId, delta })}`;
      }
    }
  },
};

const transfer: Step = {
  name: "transfer",
  weight: 3,
  async run(world, random) {
    if (world.locations.length < 2) return null;
    const { sku } = random.pick(plain(world));
    const [locationId, toLocationId] = random.shuffled(world.locations);
    const quantity = random.int(1, 5);
    const refused = await change(world, "transfers", { sku, locationId, toLocationId, quantity });
    return `hub: ${quantity} ${sku} moved between locations${refused}`;
  },
};

const rule: Step = {
  name: "allocation",
  weight: 3,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const rule = drawRule(random, world.locations);
    channel.rule = { ...rule, keep: reservesUnits(world.seed) ? drawReserve(random) : 0 };
    await world.ask("PUT", `/stores/${channel.storeId}/allocation`, channel.rule);
    return `hub: ${channel.name} may sell ${JSON.stringify({ ...channel.rule, locationIds: channel.rule.locationIds?.length ?? "all" })}`;
  },
};

const link: Step = {
  name: "link or unlink",
  weight: 3,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const mappings = await mappingsOf(world, channel.storeId);
    if (mappings.length === 0) return null;
    const mapping = random.pick(mappings);
    const good = world.goods.find((one) => one.sku === mapping.sku);
    const what = `hub: ${mapping.sku} of ${channel.name}`;
    const isSwitch = mapping.state === "mapped" && random.chance(0.5);
    if (good && !isSwitch) channel.book.relinked.add(good.productId);
    if (mapping.state === "mapped" && !isSwitch) {
      await world.ask("DELETE", `/mappings/${mapping.id}`);
      return `${what} unlinked`;
    }
    if (mapping.state === "mapped") {
      await world.ask("PATCH", `/mappings/${mapping.id}`, { stockSync: !mapping.stockSync });
      return `${what}: stock sync ${mapping.stockSync ? "off" : "on"}`;
    }
    if (!good) return null;
    await world.ask("POST", `/stores/${channel.storeId}/mappings`, {
      listingId: mapping.id,
      variantId: good.variantId,
    });
    return `${what} linked`;
  },
};

const store: Step = {
  name: "store state",
  weight: 3,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const move = channel.state === "active" ? random.pick(["pause", "deactivate"] as const) : "activate";
    await world.ask("POST", `/stores/${channel.storeId}/${move}`);
    channel.state = move === "activate" ? "active" : move === "pause" ? "paused" : "inactive";
    return `hub: ${channel.name} is ${channel.state}`;
  },
};

const retry: Step = {
  name: "retry failed",
  weight: 1,
  async run(world, random) {
    const channel = random.pick(world.channels);
    await world.ask("POST", `/stores/${channel.storeId}/retry-failed-sync`);
    return `hub: what failed on ${channel.name} is tried again`;
  },
};

export const stockSteps: readonly Step[] = [stock, transfer, rule, link, store, retry];
