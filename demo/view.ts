/** What the demo prints: scenes, what people do, what the hub says it did, and the number every shop shows. */
import process from "node:process";
import type { ConnectedShop } from "./connect.ts";
import type { Seller } from "./seller.ts";

const isColour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (code: string) => (text: string) => (isColour ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint("1");
const dim = paint("2");
const green = paint("32");
const red = paint("31");
const cyan = paint("36");

const print = (text = "") => void process.stdout.write(`${text}\n`);
const clock = () => dim(new Date().toISOString().slice(11, 23));

export function scene(title: string): void {
  print();
  print(bold(`== ${title}`));
}

export function act(text: string): void {
  print(`${clock()}  ${cyan(">")} ${text}`);
}

export function good(text: string): void {
  print(`${clock()}  ${green("+")} ${text}`);
}

export function plain(text = ""): void {
  print(text);
}

interface LogLine {
  readonly id: string;
  readonly action: string;
  readonly status: string;
  readonly text: string;
  readonly at: string;
}

export interface News {
  /** Prints what is new in the stores' activity, oldest first. */
  show(): Promise<void>;
  stop(): Promise<void>;
}

// Echoes of our own writes; true, but many.
const QUIET = new Set(["receive_stock", "receive_product"]);

/** Prints new lines of the stores' activity as they appear, until stopped. */
export function followLogs(seller: Seller, stores: readonly ConnectedShop[]): News {
  const seen = new Set<string>();
  let isOver = false;
  let showing: Promise<void> = Promise.resolve();
  const show = () => {
    showing = showing.then(() => printNew(seller, stores, seen));
    return showing;
  };
  const work = (async () => {
    while (!isOver) {
      await show();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  })();
  return {
    show,
    async stop() {
      isOver = true;
      await work;
    },
  };
}

async function printNew(seller: Seller, stores: readonly ConnectedShop[], seen: Set<string>): Promise<void> {
  // The hub is killed on purpose in one scene: a failed look is repeated at the next round.
  const pages = await Promise.all(
    stores.map((store) => seller.get<{ items: LogLine[] }>(`/stores/${store.id}/sync-logs?limit=50`).catch(() => null)),
  );
  const lines = pages.flatMap((page, index) =>
    (page?.items ?? []).map((line) => ({ ...line, store: stores[index]?.name ?? "" })),
  );
  for (const line of lines
    .filter(({ id, action }) => !seen.has(id) && !QUIET.has(action))
    .sort((a, b) => (a.at < b.at ? -1 : 1))) {
    seen.add(line.id);
    const mark = line.status === "failed" ? red("!") : line.status === "success" ? dim("·") : dim("…");
    print(`${dim(line.at.slice(11, 23))}  ${mark} ${dim(line.store.padEnd(11))} ${line.text}`);
  }
}

/** One row a product, one column a shop. */
export function stockTable(stores: readonly ConnectedShop[], available: ReadonlyMap<string, number>): void {
  const skus = [...available.keys()].sort();
  print(dim(`   ${"SKU".padEnd(10)}${"hub".padStart(7)}${stores.map((store) => store.name.padStart(13)).join("")}`));
  for (const sku of skus) {
    const hub = available.get(sku) ?? 0;
    const cells = stores.map((store) => {
      if (!store.sandbox.shop.skus().includes(sku)) return dim("-".padStart(13));
      const shown = store.sandbox.shop.stockOf(sku);
      const text = String(shown).padStart(13);
      return shown === hub ? green(text) : red(text);
    });
    print(`   ${sku.padEnd(10)}${String(hub).padStart(7)}${cells.join("")}`);
  }
}
