/**
 * B6: what a file of products costs in memory, checked and then imported: all its rows against a fifth of them, which is
 * where the heap has come to what it may take.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Hub, type Seller, signUp, startHub } from "./hub.ts";
import { type Bench, expect, type Measure } from "./measure.ts";
import { memoryNow } from "./processes.ts";

/** The heap may grow no further: what is needed is measured, not what V8 takes where there is plenty. */
const HEAP_MB = 160;
/** Variants of a product: rows of the file. */
const VARIANTS = 4;

function file(rows: number): string {
  const lines = ["Handle,Title,Description,Brand,Categories,Option 1 name,Option 1 value,SKU,Barcode,Price,Stock"];
  for (let row = 0; row < rows; row += 1) {
    const product = Math.floor(row / VARIANTS);
    const size = row % VARIANTS;
    const own =
      size === 0
        ? [`Cotton shirt ${product}`, `"Woven in Cairo, washed twice. ${"Soft and light. ".repeat(12)}"`]
        : ["", ""];
    const shared = [`Brand ${product % 40}`, `Range ${product % 12} > Part ${product % 7}`];
    const variant = ["Size", ["S", "M", "L", "XL"][size], `CS-${product}-${size}`, String(4_000_000_000_000 + row)];
    lines.push([`cotton-${product}`, ...own, ...shared, ...variant, "12.50", String(row % 90)].join(","));
  }
  return `${lines.join("\n")}\n`;
}

interface Phase {
  readonly peak: number;
  readonly seconds: number;
}

interface Fared {
  readonly idle: number;
  readonly check: Phase;
  readonly apply: Phase;
}

interface Progress {
  readonly check: { readonly counts: Readonly<Record<string, number>> | null; readonly state: string } | null;
  readonly apply: Progress["check"];
}

async function upload(hub: Hub, { cookie }: Seller, body: string): Promise<string> {
  const answer = await fetch(`${hub.url}/api/imports?name=products.csv`, {
    method: "POST",
    headers: { cookie, origin: hub.url, "content-type": "text/csv" },
    body,
  });
  const made = (await answer.json()) as { readonly id: string };
  expect(answer.ok, `the file is taken: ${JSON.stringify(made)}`);
  return made.id;
}

async function work(
  hub: Hub,
  seller: Seller,
  { id, phase, rows }: { id: string; phase: "check" | "apply"; rows: number },
) {
  const started = performance.now();
  await seller.call("POST", `/api/imports/${id}/${phase}`, phase === "apply" ? {} : undefined);
  for (;;) {
    const found = (await seller.call<Progress>("GET", `/api/imports/${id}`))[phase];
    expect(found?.state !== "failed", `the ${phase} works`);
    if (found?.state === "done") {
      const { create = 0, rows: read = 0 } = found.counts ?? {};
      expect(read === rows && create === rows, `the ${phase} took ${create} of ${read} rows, of ${rows}`);
      return { peak: hub.peakMemory(), seconds: (performance.now() - started) / 1000 };
    }
    await delay(200);
  }
}

async function fare(bench: Bench, name: string, rows: number): Promise<Fared> {
  const { cluster } = bench;
  await cluster.create(name);
  const folder = join(cluster.folder, name);
  await mkdir(folder, { recursive: true });
  const hub = await startHub({
    folder,
    databaseUrl: cluster.url(name),
    core: null,
    flags: [`--max-old-space-size=${HEAP_MB}`],
  });
  try {
    const seller = await signUp(hub);
    const idle = memoryNow(hub.pid);
    const id = await upload(hub, seller, file(rows));
    const check = await work(hub, seller, { id, phase: "check", rows });
    return { idle, check, apply: await work(hub, seller, { id, phase: "apply", rows }) };
  } finally {
    await hub.stop();
    await cluster.drop(name);
  }
}

export async function importCatalog(bench: Bench): Promise<Measure[]> {
  const rows = bench.quick ? 10_000 : 100_000;
  bench.say(`now files of products, of ${rows / 5} and of ${rows} rows`);
  const small = await fare(bench, "b6_fifth", rows / 5);
  const large = await fare(bench, "b6_full", rows);
  const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const { check, apply, idle } = large;
  return [
    {
      id: "B6",
      what: `peak memory importing a file of ${rows} products' rows / of ${rows / 5}`,
      floor: mb(small.apply.peak),
      ours: mb(apply.peak),
      ratio: apply.peak / small.apply.peak,
      hold: 1.1,
      aim: 1.02,
      good: "below",
      bound:
        "no more of the file than a piece and a chunk of rows is in memory; what follows the import, change marks and words for the search, is worked through in chunks too.",
      beside: [
        `a file of products, ${VARIANTS} rows each, the heap held to ${HEAP_MB} MB: checked in ${check.seconds.toFixed(0)} s (peak ${mb(small.check.peak)} at a fifth, ${mb(check.peak)}), imported in ${apply.seconds.toFixed(0)} s (${(rows / apply.seconds).toFixed(0)} rows a second); idle ${mb(idle)}, peak over idle ${(apply.peak / idle).toFixed(2)}`,
      ],
      figures: { small, large },
    },
  ];
}
