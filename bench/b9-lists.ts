/**
 * B9: lists, searches and counts of an organization with a million orders and a hundred thousand products, against the same
 * question asked of one with a tenth: what a page costs must not follow the rows. Through the hub's functions as the
 * application's own role, each database on its own.
 */
import { randomBytes } from "node:crypto";
import { organizationId } from "../src/commerce/ids.ts";
import { type Database, openDatabase, type Tx } from "../src/db/database.ts";
import { type Keys, keyFromHex } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { listProducts, listVariants } from "../src/hub/catalog/index.ts";
import { listCustomers } from "../src/hub/customers/customers.ts";
import type { OrderFilter } from "../src/hub/orders/filter.ts";
import { countOrders, listOrders } from "../src/hub/orders/list.ts";
import { readDocuments, searchKinds } from "../src/hub/search/documents.ts";
import { idOf, ORGANIZATION, type Size, seed } from "./b9-seed.ts";
import { type Bench, type Benchmark, expect, type Measure } from "./measure.ts";
import { median } from "./stats.ts";

type Ask = (tx: Tx, size: Size) => Promise<unknown>;
type Cases = Readonly<Record<string, Ask>>;

const orders =
  (filter: OrderFilter | ((size: Size) => OrderFilter)): Ask =>
  (tx, size) =>
    listOrders(tx, typeof filter === "function" ? filter(size) : filter);
const counts =
  (filter: OrderFilter): Ask =>
  (tx) =>
    countOrders(tx, filter);
/** The minute the nth order was placed. */
const placed = (n: number) => new Date(Date.parse("2025-01-01T00:00:00Z") + n * 60_000);
const cursorAt = (n: number) =>
  Buffer.from(
    JSON.stringify([`${placed(n).toISOString().slice(0, 19).replace("T", " ")}+00`, idOf("order", n)]),
  ).toString("base64url");

const filters: Cases = {
  newest: orders({}),
  "a page in the middle": orders((size) => ({ cursor: cursorAt(size.orders / 2) })),
  "a status of 10 %": orders({ status: ["processing"] }),
  "a status of 0.1 %": orders({ status: ["on_hold"] }),
  "two statuses": orders({ status: ["pending", "on_hold"] }),
  "payment of 0.1 %": orders({ financial: ["partially_refunded"] }),
  "fulfilment, two of them": orders({ fulfilment: ["partial", "returned"] }),
  "a channel of 1 %": orders({ storeIds: [idOf("store", 5)] }),
  "channel and status": orders({ storeIds: [idOf("store", 3)], status: ["pending"] }),
  "status, payment and fulfilment": orders({
    status: ["processing"],
    financial: ["cod_pending"],
    fulfilment: ["in_transit"],
  }),
  "a customer": orders({ customerId: idOf("customer", 77) }),
  short: orders({ isShort: true }),
  "not mapped": orders({ hasUnmapped: true }),
  "rejected by the channel": orders({ pushState: "failed" }),
  "a failed command": orders({ command: "failed" }),
  "an open command of one status": orders({ command: "open", status: ["completed"] }),
  "a week": orders((size) => ({ from: placed(size.orders - 20_000), to: placed(size.orders - 10_000) })),
  "cash on delivery": orders({ paymentKinds: ["cod"] }),
  "a currency of 5 %": orders({ currency: "EUR" }),
  "totals of a range": orders({ totalFrom: 10_000n, totalTo: 10_900n }),
  "a tag of 2 %": orders({ tags: ["vip"] }),
  "a best-selling SKU": orders({ sku: "TSH-1-M" }),
  "history of a channel": orders({ isHistory: true, storeIds: [idOf("store", 4)] }),
  "largest totals": orders({ sort: "total" }),
  "largest totals of a status": orders({ sort: "total", status: ["cancelled"] }),
  "last changed": orders({ sort: "updated" }),
};

/** Questions whose answer itself is larger at the full size: printed, and not judged by their growth. */
const LARGER_ANSWERS: Readonly<Record<string, string>> = {
  "a town of the last month, largest first":
    "ten times the orders are sorted: no index holds a word's orders by their total",
  "a rare name": "ten times the orders are counted",
};

const searches: Cases = {
  "a number": orders((size) => ({ search: `#${size.orders - 1}` })),
  "the start of numbers": orders({ search: "sh-9" }),
  "an e-mail address": orders((size) => ({ search: `.${size.orders / 10}@mail.example` })),
  "a phone": orders({ search: "+20 10 00000077" }),
  "a name of 10 %": orders({ search: "momomo" }),
  "a name of 0.5 %": orders({ search: "momosa" }),
  "the start of names, 1 %": orders({ search: "zira" }),
  "the start of many names": orders({ search: "ka" }),
  "first and last name": orders({ search: "momomo momomo" }),
  "name and town": orders({ search: "moahmo town7" }),
  "a SKU": orders({ search: "tsh-2-m" }),
  "the start of SKUs": orders({ search: "tsh-99" }),
  "words of a title": orders({ search: "cotton model7" }),
  nothing: orders({ search: "zzzz" }),
  "a name in one status": orders({ search: "momomo", status: ["cancelled"] }),
  "a common word in a rare status": orders({ search: "cotton", status: ["on_hold"] }),
  "a town of the last month, largest first": orders((size) => ({
    search: "town0",
    sort: "total",
    from: placed(size.orders * 0.96),
  })),
  "a town of some days, largest first": orders((size) => ({
    search: "town0",
    sort: "total",
    from: placed(size.orders - 20_000),
  })),
};

/** The start of names that as many orders have at each size. */
const nameOf800 = ({ orders: count }: Size) => (count > 500_000 ? "zizimo" : count > 50_000 ? "zizi" : "zi");

const countings: Cases = {
  all: counts({}),
  "a store": counts({ storeIds: [idOf("store", 4)] }),
  "a customer": counts({ customerId: idOf("customer", 77) }),
  "a rare name": counts({ search: "zizimo" }),
  "a name of 800 orders": (tx, size) => countOrders(tx, { search: nameOf800(size) }),
  "a common word": counts({ search: "cotton" }),
};

const others: Cases = {
  products: (tx) => listProducts(tx, {}),
  "products by a word": (tx) => listProducts(tx, { text: "brand7" }),
  "products by the start of a word": (tx) => listProducts(tx, { text: "mod" }),
  "products by two words": (tx) => listProducts(tx, { text: "cotton brand7" }),
  "products by SKU": (tx) => listProducts(tx, { text: "tsh-777-m" }),
  "products by barcode": (tx) => listProducts(tx, { text: "4000000000777" }),
  "products of a category of 0.5 %": (tx) => listProducts(tx, { categoryId: idOf("category", 20) }),
  "products switched off": (tx) => listProducts(tx, { active: false }),
  "a word of a category": (tx) => listProducts(tx, { categoryId: idOf("category", 3), text: "brand" }),
  "variants by SKU": (tx) => listVariants(tx, { text: "tsh-77" }),
  customers: (tx) => listCustomers(tx, {}),
  "customers by name": (tx) => listCustomers(tx, { search: "momosa" }),
  "customers by e-mail address": (tx) => listCustomers(tx, { search: "momomo." }),
};

interface Side {
  readonly db: Database;
  readonly size: Size;
}

async function openSide(bench: Bench, name: string, { size, keys }: { size: Size; keys: Keys }): Promise<Side> {
  const { cluster } = bench;
  await cluster.create(name);
  await migrate({ ownerUrl: cluster.url(name), keys });
  const started = performance.now();
  const client = await cluster.connect(name);
  await seed(client, size).finally(() => client.end());
  await cluster.checkpoint();
  bench.say(
    `${size.orders} orders and ${size.products} products in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  return { db: await openDatabase({ ownerUrl: cluster.url(name), keys, poolSize: 2 }), size };
}

/** The words written for the figures are those the program would have written. */
async function checkWords({ db, size }: Side): Promise<void> {
  const ids = Array.from({ length: 100 }, (_, n) => idOf("order", 1 + Math.floor((n * size.orders) / 101)));
  await db.tenant(organizationId(ORGANIZATION), async (tx) => {
    const made = new Map((await readDocuments(tx, searchKinds.order, ids)).map((each) => [each.id, each.words]));
    const stored = await tx.rows<{ id: string; words: string }>(
      `select subject_id as id, words
       from search_document
       where organization_id = argosy.tenant() and kind = 1 and subject_id = any($1::uuid[])`,
      [ids],
    );
    const sorted = (texts: readonly string[]) => [...texts].sort().join(" ");
    for (const { id, words } of stored) {
      const requested = sorted(made.get(id) ?? []);
      const found = sorted(words.split("\n").filter((word) => word !== ""));
      expect(found === requested, `order ${id} has the words ${found} and not ${requested}`);
    }
    expect(stored.length === ids.length, "every order has its words");
  });
}

interface Timed {
  readonly name: string;
  readonly small: number;
  readonly large: number;
}

async function timeOf({ db, size }: Side, ask: Ask): Promise<number> {
  return db.tenant(organizationId(ORGANIZATION), async (tx) => {
    const started = performance.now();
    await ask(tx, size);
    return performance.now() - started;
  });
}

async function compare(sides: readonly [Side, Side], cases: Cases, rounds: number): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const [name, ask] of Object.entries(cases)) {
    const times: [number[], number[]] = [[], []];
    // The first rounds fill caches and settle plans: a statement has its lasting one after five.
    for (let round = -8; round < rounds; round += 1) {
      for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const took = await timeOf(sides[side], ask);
        if (round >= 0) times[side].push(took);
      }
    }
    timed.push({ name, small: median(times[0]), large: median(times[1]) });
  }
  return timed;
}

function measureOf(what: string, timed: readonly Timed[]): Measure {
  const classified = timed.filter((each) => LARGER_ANSWERS[each.name] === undefined);
  const grown = timed.flatMap((each) => {
    const why = LARGER_ANSWERS[each.name];
    return why === undefined ? [] : [`not judged by growth, ${each.name}: ${why}`];
  });
  const worst = classified.reduce((most, each) => (each.large / each.small > most.large / most.small ? each : most));
  return {
    id: "B9",
    what: `${what}: the case that grows most, of ${classified.length}`,
    floor: `${worst.small.toFixed(2)} ms`,
    ours: `${worst.large.toFixed(2)} ms (${worst.name})`,
    ratio: worst.large / worst.small,
    hold: 1.3,
    aim: 1.1,
    good: "below",
    beside: [
      `${what}, ms at a tenth / at full size: ${timed.map((each) => `${each.name} ${each.small.toFixed(2)} / ${each.large.toFixed(2)}`).join("; ")}`,
      ...grown,
    ],
    figures: { cases: timed },
  };
}

async function sizesOf(bench: Bench, name: string): Promise<string> {
  const client = await bench.cluster.connect(name);
  const { rows } = await client.query<{ text: string }>(
    `select string_agg(format('%s %s', relname, pg_size_pretty(pg_total_relation_size(oid))), ', '
       order by relname) as text
     from pg_class
     where relnamespace = 'argosy'::regnamespace
       and relname in ('sales_order', 'order_line', 'customer', 'search_term', 'search_document', 'product')`,
  );
  await client.end();
  return rows[0]?.text ?? "";
}

export const growth: Benchmark = async (bench) => {
  const current = keyFromHex(randomBytes(32).toString("hex"));
  const keys: Keys = { current, previous: [], origin: "the benchmark's key", save: async () => undefined };
  const orderCount = bench.quick ? 100_000 : 1_000_000;
  const full = { orders: orderCount, products: orderCount / 10 };
  const tenth = { orders: full.orders / 10, products: full.products / 10 };
  const small = await openSide(bench, "b9_tenth", { size: tenth, keys });
  const large = await openSide(bench, "b9_full", { size: full, keys });
  try {
    for (const side of [small, large]) await checkWords(side);
    const rounds = bench.quick ? 15 : 31;
    const measures: Measure[] = [];
    for (const [what, cases] of Object.entries({ filters, searches, countings, others })) {
      const timed = await compare([small, large], cases, rounds);
      for (const each of timed)
        bench.say(
          `  ${what}, ${each.name}: ${each.small.toFixed(2)} / ${each.large.toFixed(2)} ms = ${(each.large / each.small).toFixed(2)}`,
        );
      measures.push(measureOf(NAMES[what as keyof typeof NAMES], timed));
    }
    const [first, ...rest] = measures;
    if (!first) throw new Error("Nothing was measured.");
    const sizes = `${full.orders} orders of 2 lines, ${full.products} products: ${await sizesOf(bench, "b9_full")}`;
    return [{ ...first, beside: [sizes, ...(first.beside ?? [])] }, ...rest];
  } finally {
    await small.db.close();
    await large.db.close();
    await bench.cluster.drop("b9_tenth");
    await bench.cluster.drop("b9_full");
  }
};

const NAMES = {
  filters: "orders filtered and sorted",
  searches: "orders searched",
  countings: "orders counted by status",
  others: "products, variants and customers",
};
