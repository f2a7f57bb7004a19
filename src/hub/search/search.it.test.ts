/** Search against a look through everything in memory: random orders, words of several scripts, any combination. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { conditionsOf, type OrderFilter, orderSorts, WAITING_SORTS } from "../orders/filter.ts";
import { countOrders, listOrders } from "../orders/list.ts";
import { orderSource } from "../orders/list-source.ts";
import { testShop } from "../orders/testing.ts";
import { searchKinds, tagWord } from "./documents.ts";
import { indexAllDue, indexDue } from "./index-due.ts";
import { positionAbove, type SearchPosition, searchSource, wordSource } from "./source.ts";
import { phoneTerms, queryTerms, termsOf } from "./terms.ts";
import { type Walked, walk } from "./walk.ts";

const NAMES = ["Ana", "ANA-Marie", "Zoë", "محمد", "أحمد", "मोहन", "O'Neil", "Łukasz", "bo", "李"];
const CODES = ["TSH-RED-M", "TSH-BLUE-L", "A1/9", "٤٢", "x", "KIT 7"];
const TAGS = ["vip", "Very late", "b2b"];
const STATUSES = ["processing", "completed", "on_hold"] as const;

interface Made {
  readonly number: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly sku: string;
  readonly title: string;
  readonly tag: string | null;
  readonly status: (typeof STATUSES)[number];
  readonly total: number;
  readonly minute: number;
}

const made = fc.record({
  name: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join(" ")),
  email: fc.constantFrom("ana.sami@shop.example", "bo@x.example", "zoe@shop.example"),
  phone: fc.constantFrom("+201001234567", "+201009999999", "+14155550100"),
  sku: fc.constantFrom(...CODES),
  title: fc.constantFrom("Cotton shirt", "Tea, green", "شاي اخضر"),
  tag: fc.option(fc.constantFrom(...TAGS)),
  status: fc.constantFrom(...STATUSES),
  total: fc.nat(50),
  minute: fc.nat(40),
});
const question = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...NAMES,
        ...CODES,
        "an",
        "ts",
        "red",
        "sami@",
        "0100",
        "+20100",
        "#10",
        "cot",
        "ش",
        "مُحم",
        "zo",
        "%",
        "'",
        "42",
        "green",
      ),
      fc.string({ maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((terms) => terms.join(" "));

function isFound(order: Made, text: string): boolean {
  const texts = [order.number, order.name, order.email, order.sku, order.title, ...(order.tag ? [order.tag] : [])];
  const terms = [...texts.flatMap(termsOf), ...phoneTerms(order.phone), ...(order.tag ? [tagWord(order.tag)] : [])];
  const requested = queryTerms(text);
  return requested.length > 0 && requested.every((word) => terms.some((each) => each.startsWith(word)));
}

let orders: readonly Made[];
let ids: ReadonlyMap<string, string>;

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
beforeAll(async () => {
  const [sample] = fc.sample(fc.array(made, { minLength: 300, maxLength: 300 }), { seed: 11, numRuns: 1 });
  orders = (sample ?? []).map((order, n) => ({ ...order, number: `SH-${1000 + n}` }));
  await shop.run(async (tx) => {
    await tx.run(
      `insert into sales_order (organization_id, ext_number, number, status, financial, fulfilment, currency,
         total_minor, contact, tags, placed_at, due_at, updated_at)
       select argosy.tenant(), number, number, status, 'paid', 'unfulfilled', 'EUR', total,
         jsonb_build_object('name', name, 'email', email, 'phone', phone),
         case when tag is null then '{}' else array[tag] end, timestamptz '2026-11-01' + minute * interval '1 minute',
         timestamptz '2026-11-03' + minute * interval '1 minute', timestamptz '2026-11-02' + total * interval '1 minute'
       from json_to_recordset($1) as r(number text, status text, total bigint, name text, email text, phone text,
         tag text, minute int)`,
      [JSON.stringify(orders)],
    );
    await tx.run(
      `insert into order_line (organization_id, order_id, ext_key, sku, title, ordered_quantity, quantity, unit_price,
         total_minor)
       select argosy.tenant(), o.id, '1', r.sku, r.title, 1, 1, 1, 1
       from json_to_recordset($1) as r(number text, sku text, title text)
       join sales_order o on o.organization_id = argosy.tenant() and o.number = r.number`,
      [JSON.stringify(orders)],
    );
  });
  await indexAllDue(shop.run);
  const rows = await shop.run((tx) =>
    tx.rows<{ id: string; number: string }>(
      "select id, number from sales_order where organization_id = argosy.tenant()",
    ),
  );
  ids = new Map(rows.map((row) => [row.number, row.id]));
});

/** All pages of a list, each a few rows. */
async function numbers(filter: OrderFilter, limit: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await shop.run((tx) => listOrders(tx, { ...filter, limit, cursor }));
    found.push(...page.items.map((order) => order.number));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const filterTime = (minute: number) => new Date(Date.parse("2026-11-01T00:00:00Z") + minute * 60_000);

const filter = fc.record(
  {
    search: question,
    status: fc.subarray([...STATUSES], { minLength: 1 }),
    tags: fc.subarray(TAGS, { minLength: 1 }),
    sku: fc.constantFrom(...CODES),
    totalFrom: fc.nat(50).map(BigInt),
    sort: fc.constantFrom(...orderSorts),
    from: fc.nat(40).map(filterTime),
    to: fc.nat(40).map(filterTime),
  },
  { requiredKeys: [] },
);

function fits(order: Made, requested: Partial<OrderFilter>): boolean {
  const placed = Date.parse("2026-11-01T00:00:00Z") + order.minute * 60_000;
  const isWaiting = order.status === "processing";
  return (
    (isWaiting || requested.sort === undefined || !WAITING_SORTS.has(requested.sort)) &&
    (requested.search === undefined || requested.search.trim() === "" || isFound(order, requested.search)) &&
    (!requested.status || requested.status.includes(order.status)) &&
    (!requested.tags || (order.tag !== null && requested.tags.includes(order.tag))) &&
    (requested.sku === undefined || order.sku.toLowerCase() === requested.sku.toLowerCase()) &&
    (requested.totalFrom === undefined || BigInt(order.total) >= requested.totalFrom) &&
    (!requested.from || placed >= requested.from.getTime()) &&
    (!requested.to || placed < requested.to.getTime())
  );
}

test("a filter finds exactly what a scan of everything finds, in the requested sequence, page after page [E1.1]", async () => {
  await fc.assert(
    fc.asyncProperty(filter, fc.integer({ min: 20, max: 200 }), async (requested, limit) => {
      const found = await numbers(requested, limit);
      const maxRows = orders.filter((order) => fits(order, requested));
      expect([...found].sort()).toEqual(maxRows.map((order) => order.number).sort());
      const byNumber = new Map(orders.map((order) => [order.number, order]));
      const { sort = "placed" } = requested;
      // All of one priority: from the oldest id on, or to it.
      if (sort === "priority" || sort === "lastPriority") return;
      const isUp = ["oldest", "stalest", "smallest", "due"].includes(sort);
      const position = ["placed", "oldest", "due", "lastDue"].includes(sort) ? "minute" : "total";
      const keys = found.map((number) => byNumber.get(number)?.[position] ?? 0);
      expect(keys).toEqual([...keys].sort((a, b) => (isUp ? a - b : b - a)));
    }),
    { numRuns: runsOf({ few: 40, many: 120 }) },
  );
});

const SAMPLE = { sampled: 20, many: 8, rare: 1 };

test("a search finds the same things however terms are read, whole, list by list or through the documents", async () => {
  const limits = fc.constantFrom(
    { ...SAMPLE, few: 0, some: 0, endings: 32, compared: 200, dense: 2_000 },
    { ...SAMPLE, few: 0, some: 0, endings: 32, compared: 1, dense: 0 },
    { ...SAMPLE, rare: 20, few: 0, some: 0, endings: 0, compared: 1, dense: 0 },
    { ...SAMPLE, many: 3, few: 20, some: 1_000, endings: 1, compared: 5, dense: 20 },
  );
  await fc.assert(
    fc.asyncProperty(
      question,
      limits,
      fc.integer({ min: 5, max: 40 }),
      fc.boolean(),
      async (text, how, limit, isSampled) => {
        const terms = queryTerms(text);
        fc.pre(terms.length > 0);
        const found: string[] = [];
        let after: SearchPosition | null = null;
        do {
          const page: Walked = await shop.run(async (tx) => {
            const searched = { kind: searchKinds.order, words: terms };
            const source = isSampled ? searchSource(tx, searched, how) : await wordSource(tx, searched, how);
            return walk(tx, { source, range: { after }, limit });
          });
          found.push(...page.places.map((place) => place.id));
          after = page.next;
        } while (after);
        const maxRows = orders.filter((order) => isFound(order, text)).map((order) => ids.get(order.number));
        expect([...found].sort()).toEqual(maxRows.sort());
      },
    ),
    { numRuns: runsOf({ few: 35, many: 100 }) },
  );
});

test("a word's orders of some time are sorted by total as any others", async () => {
  const limits = { ...SAMPLE, few: 0, some: 0, endings: 32, compared: 200, dense: 2_000 };
  const time = { from: filterTime(10), to: filterTime(30) };
  for (const search of ["shirt", "shirt green", "ana cotton"]) {
    const requested = { search, sort: "total", ...time } as const;
    const found = await shop.run(async (tx) => {
      const placed = { after: positionAbove(time.to.toISOString()), downTo: time.from.toISOString() };
      const question = { conditions: conditionsOf(requested), words: queryTerms(search), sort: requested.sort, placed };
      const { source } = await orderSource(tx, question, limits);
      expect(source.isWhole).toBe(search === "shirt");
      return walk(tx, { source, range: { after: null }, limit: 200 });
    });
    const limit = orders.filter((order) => fits(order, requested));
    const totals = found.places.map((place) => Number(place.position));
    expect(totals).toEqual(limit.map((order) => order.total).sort((a, b) => b - a));
  }
});

test("counts are those of the list", async () => {
  await fc.assert(
    fc.asyncProperty(filter, async ({ sort: _, status: __, ...requested }) => {
      const counts = await shop.run((tx) => countOrders(tx, requested));
      const limit = orders.filter((order) => fits(order, requested));
      for (const status of STATUSES) {
        const count = limit.filter((order) => order.status === status).length;
        expect(counts[status] ?? { count: 0, more: false }).toEqual({ count, more: false });
      }
    }),
    { numRuns: runsOf({ few: 10, many: 30 }) },
  );
});

test("a changed record is found by its new terms, no longer by the old; an unchanged one writes nothing", async () => {
  const found = (search: string) => numbers({ search }, 50);
  const number = orders[0]?.number ?? "";
  expect(await found(`${number} brandnew`)).toEqual([]);
  await shop.run((tx) =>
    tx.run(
      `update sales_order
       set note = 'Brandnew words', own_tags = '{hub}'
       where organization_id = argosy.tenant() and number = $1`,
      [number],
    ),
  );
  await indexAllDue(shop.run);
  expect(await found("brandnew")).toEqual([number]);
  expect(await numbers({ tags: ["hub"] }, 50)).toEqual([number]);
  await shop.run((tx) =>
    tx.run(
      `update sales_order
       set note = null, placed_at = placed_at - interval '1 day'
       where organization_id = argosy.tenant() and number = $1`,
      [number],
    ),
  );
  await indexAllDue(shop.run);
  expect(await found("brandnew")).toEqual([]);
  expect(await found(number)).toEqual([number]);
  await shop.run((tx) => tx.run("update sales_order set status = 'completed' where organization_id = argosy.tenant()"));
  expect(await shop.run((tx) => indexDue(tx, new Date()))).toBe(0);
});

test("an order is found by the id its platform gave it, whole or begun [E1.9]", async () => {
  await shop.run((tx) =>
    tx.run(
      `insert into sales_order (organization_id, ext_key, ext_number, number, status, financial, fulfilment, currency,
         placed_at)
       values (argosy.tenant(), 'gid://shopify/Order/6027419000077', '#1', 'SH-OWN', 'processing', 'paid',
         'unfulfilled', 'EUR', '2026-10-01')`,
    ),
  );
  await indexAllDue(shop.run);
  for (const search of ["6027419000077", "60274190", "gid://shopify/Order/6027419000077"])
    expect(await numbers({ search }, 50)).toEqual(["SH-OWN"]);
});

test("an order that comes while pages are read moves nothing", async () => {
  const first = await shop.run((tx) => listOrders(tx, { search: "shirt", limit: 5 }));
  const before = await numbers({ search: "shirt" }, 50);
  await shop.run((tx) =>
    tx.run(
      `insert into sales_order (organization_id, ext_number, number, status, financial, fulfilment, currency, note,
         placed_at)
       values (argosy.tenant(), 'NEW', 'NEW', 'processing', 'paid', 'unfulfilled', 'EUR', 'shirt', '2026-12-01')`,
    ),
  );
  await indexAllDue(shop.run);
  const second = await shop.run((tx) => listOrders(tx, { search: "shirt", limit: 5, cursor: first.nextCursor ?? "" }));
  expect([...first.items, ...second.items].map((order) => order.number)).toEqual(before.slice(0, 10));
});
