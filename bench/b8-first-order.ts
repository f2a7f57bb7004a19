/**
 * B8: an empty folder until the first order of a connected shop is seen through the API, against starting Node, making a
 * database, starting its server and asking it one thing. The packages are there already for both. Wall-clock, because that
 * is what a person waits for.
 */
import { once } from "node:events";
import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { type Hub, signUp, startHub } from "./hub.ts";
import { type Bench, type Benchmark, expect } from "./measure.ts";
import { end, spawnOn } from "./processes.ts";
import { shopWith, sku } from "./shops.ts";
import { interleaved, median, spread } from "./stats.ts";

interface Steps {
  readonly ready: number;
  readonly signedUp: number;
  readonly connected: number;
  readonly seen: number;
}

async function folderFor(bench: Bench, name: string): Promise<string> {
  const folder = join(bench.cluster.folder, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  return folder;
}

async function floorOnce(bench: Bench): Promise<number> {
  const folder = await folderFor(bench, "b8-floor");
  const started = performance.now();
  const child = spawnOn(null, [process.execPath, join(import.meta.dirname, "floor-start.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("The floor has no output.");
  await once(createInterface(child.stdout), "line");
  const took = performance.now() - started;
  await end(child);
  return took;
}

async function oursOnce(bench: Bench): Promise<{ steps: Steps; again: number }> {
  const folder = await folderFor(bench, "b8-hub");
  const shop = await shopWith({ products: 3, stock: 100, seed: bench.seed });
  shop.shop.placeOrder({ lines: [{ sku: sku(0), quantity: 1 }] });
  const started = performance.now();
  const since = () => performance.now() - started;
  let hub: Hub | undefined;
  try {
    hub = await startHub({ folder, core: null });
    const ready = since();
    const seller = await signUp(hub);
    const signedUp = since();
    await seller.call("POST", "/api/stores", {
      provider: shop.provider,
      name: "First shop",
      values: { ...shop.shop.credentials(), endpoint: shop.url },
      syncOptions: { importProducts: true, importOrdersDays: 30, stockFrom: "channel" },
    });
    const connected = since();
    for (;;) {
      const { items } = await seller.call<{ items: unknown[] }>("GET", "/api/orders?limit=1");
      if (items.length > 0) break;
      expect(since() < 60_000, "the first order came within a minute");
      await delay(5);
    }
    const seen = since();
    await hub.stop();
    const warm = performance.now();
    hub = await startHub({ folder, core: null });
    return { steps: { ready, signedUp, connected, seen }, again: performance.now() - warm };
  } finally {
    await hub?.stop();
    await shop.close();
  }
}

/** Packages a person installs to run the hub, without those of development. */
async function packages(): Promise<number> {
  const lock = JSON.parse(await readFile(join(import.meta.dirname, "../package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !entry.dev && !entry.optional).length;
}

export const firstOrder: Benchmark = async (bench) => {
  const rounds = bench.quick ? 2 : 5;
  const floor: number[] = [];
  const ours: { steps: Steps; again: number }[] = [];
  await floorOnce(bench);
  await interleaved(rounds, [
    async () => void floor.push(await floorOnce(bench)),
    async () => void ours.push(await oursOnce(bench)),
  ]);
  const seen = spread(ours.map((round) => round.steps.seen));
  const floors = spread(floor);
  const step = (name: keyof Steps) => median(ours.map((round) => round.steps[name]));
  const s = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  return [
    {
      id: "B8",
      what: "empty folder to the first order through the API",
      floor: `${s(floors.median)} (${s(floors.q1)} to ${s(floors.q3)})`,
      ours: `${s(seen.median)} (${s(seen.q1)} to ${s(seen.q3)})`,
      ratio: seen.median / floors.median,
      hold: 4,
      aim: 2,
      good: "below",
      bound:
        "reading the program (1 s of processor time) shares two cores with making the database; after it schema and queue take 0.6 s, routes and sign-in 0.2 s, and the first sync 0.3 s.",
      beside: [
        `${rounds} rounds: serving after ${s(step("ready"))} (database made, schema, queue), signed up with an organization after ${s(step("signedUp"))}, shop connected after ${s(step("connected"))}, its products and the order imported after ${s(step("seen"))}`,
        `started again on the same folder: ${s(median(ours.map((round) => round.again)))}`,
        `${await packages()} packages to install`,
      ],
      figures: { floor, ours },
    },
  ];
};
