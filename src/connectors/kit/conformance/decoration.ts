/** An order comes in whenever what it is, its lines and its money can be read, whatever form all else has. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context, Ports } from "../contract/contract.ts";
import type { Orders } from "../contract/ports.ts";
import type { Delivery } from "../contract/webhooks.ts";
import { type Bench, collect, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { GOLDEN_ORDER } from "./golden-order.ts";
import { bodyOf, contentOf, interpret, type WebhookBench, withDelivery } from "./webhooks.ts";

export type Path = readonly string[];

/** What platforms, old versions and plugins have been seen to send in a field's place; undefined: nothing at all. */
export const FORMS: readonly (Json | undefined)[] = [
  undefined,
  null,
  "",
  "abc",
  12_345,
  -1,
  true,
  [],
  {},
  [{}],
  [[], []],
  { toString: 1 },
  "-8.0E-5",
  "9".repeat(400),
  "2026-13-45T99:99:99Z",
];

type Essential = Orders["essential"];

/** What decides over stock and money. */
export function core({ orderKey, partKey, status, financial, lines, totals }: OrderPart) {
  const itemsOf = lines.map(({ key, variantKey, quantity, orderedQuantity, totalMinor }) => ({
    key,
    variantKey,
    quantity,
    orderedQuantity,
    totalMinor,
  }));
  return { orderKey, partKey, status, financial, totals, lines: itemsOf };
}

const isRow = (step: string) => /^\d+$/.test(step);

/** `pattern` from the answer's root, `*` for each row; one is the other's beginning. */
const meets = (path: Path, pattern: Path): boolean =>
  pattern.slice(0, path.length).every((step, index) => {
    const at = path[index] ?? "";
    return step === "*" ? isRow(at) : step === at;
  });

/** A record has the field that says which it is; what is around the rows of a list tells its pages. */
function isRecord(body: Json, steps: Path, [identity = ""]: readonly string[]): boolean {
  const found = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), body);
  return steps.includes("*") || Object.hasOwn(Object(found), identity);
}

interface LeafPaths {
  /** Fields without further ones in them. */
  readonly leaves: readonly Path[];
  /** The outermost objects and lists. */
  readonly holders: readonly Path[];
}

/** Places of an answer that hold nothing essential, below the records it tells. */
export function decorationOf(body: Json, essential: Essential): LeafPaths {
  const [outgoing, holders]: [Path[], Path[]] = [[], []];
  const records = Object.entries(essential).flatMap(([root, fields]) => {
    const steps = root === "" ? [] : root.split(".");
    if (!isRecord(body, steps, fields)) return [];
    return [{ steps, fields: fields.map((field) => [...steps, ...field.split(".")]) }];
  });
  const visit = (value: Json, path: Path, isInside: boolean): void => {
    const around = records.filter(
      ({ steps }) => path.length > steps.length && meets(path.slice(0, steps.length), steps),
    );
    const isDecoration = around.length > 0 && !around.some(({ fields }) => fields.some((field) => meets(path, field)));
    const isHolder = value !== null && typeof value === "object" && Object.keys(value).length > 0;
    if (isDecoration && !isHolder) outgoing.push(path);
    if (isDecoration && isHolder && !isInside) holders.push(path);
    if (isHolder)
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], isInside || isDecoration);
  };
  visit(body, [], false);
  return { leaves: outgoing, holders };
}

/** The answer with this form in each of the places. */
export function altered(body: Json, locations: readonly Path[], form: Json | undefined): Json {
  const copy = structuredClone(body);
  for (const path of locations) {
    const holder = path.slice(0, -1).reduce<Json | undefined>((at, step) => at && Reflect.get(Object(at), step), copy);
    if (holder === null || typeof holder !== "object") continue;
    if (form !== undefined || Array.isArray(holder))
      Reflect.set(holder, path.at(-1) ?? "", structuredClone(form ?? null));
    else Reflect.deleteProperty(holder, path.at(-1) ?? "");
  }
  return copy;
}

/** What reading the order ends with while the answers are rewritten, in words where it is not read. */
async function readWhile(
  bench: Omit<Reader, "expected">,
  rewrite: (body: Json, index: number) => Json,
): Promise<object> {
  let index = -1;
  bench.sandbox.faults.add({
    fault: {
      kind: "rewrite",
      rewrite: (body) => {
        index += 1;
        return rewrite(body, index);
      },
    },
  });
  try {
    return core(await bench.read());
  } catch (error) {
    return { unreadable: String(error) };
  } finally {
    bench.sandbox.faults.clear();
  }
}

interface Reader extends Pick<Bench, "sandbox"> {
  read(): Promise<OrderPart>;
  /** What reading tells of unchanged answers. */
  readonly expected: string;
}

export const textOf = (reported: object): string =>
  JSON.stringify(reported, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

/** So many are named of each form; more say nothing new, and each takes readings of its own. */
const MOST_NAMED = 3;

/** Places of these in which the form keeps the order out or changes it; one after the other once all together do. */
async function culprits(
  bench: Reader,
  index: number,
  locations: readonly Path[],
  form: Json | undefined,
): Promise<string[]> {
  const isSame = async (some: readonly Path[]) => {
    const reported = await readWhile(bench, (body, at) => (at === index ? altered(body, some, form) : body));
    return textOf(reported) === bench.expected || String(Object(reported)["unreadable"] ?? "changed");
  };
  if (locations.length === 0 || (await isSame(locations)) === true) return [];
  const found: string[] = [];
  for (const path of locations) {
    if (found.length === MOST_NAMED) break;
    const reported = await isSame([path]);
    if (reported !== true) found.push(`${path.join(".")} as ${JSON.stringify(form) ?? "absent"}: ${reported}`);
  }
  return found.length > 0 ? found : [`only together, as ${JSON.stringify(form)}: ${await isSame(locations)}`];
}

const MOST_ESSENTIAL = 60;
const FEWEST_OTHERS = 5;

/** Fields without further ones in them. */
const leavesOf = (value: Json, path: Path = []): Path[] =>
  value === null || typeof value !== "object" || Object.keys(value).length === 0
    ? [path]
    : Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));

/** A delivery with fewer fields is a notice: what it is about, and when. */
const NOTICE = 12;

/** Whether a path of a delivery is an essential field, in one or around one, wherever in it the record stands. */
const endsIn = (path: Path, field: string): boolean => {
  const pattern = field.split(".");
  return path.some((_, start) => meets(path.slice(start, start + pattern.length), pattern));
};

/** What a delivery's events tell, in words where it is refused. */
async function reportedBy(bench: WebhookBench, delivery: Delivery): Promise<string> {
  try {
    const reported: unknown[] = [];
    for (const event of bench.webhooks.read(delivery)) {
      const change = await interpret(bench, delivery, event);
      reported.push(change.as === "orders" ? change.parts.map(core) : change.as);
    }
    return textOf(reported);
  } catch (error) {
    return String(error);
  }
}

/** Which fields of a delivery that are not essential change what it tells, with the first form that does. */
async function decidingFields(bench: WebhookBench, real: Delivery, essential: readonly string[]): Promise<string[]> {
  const original = contentOf(bench, real);
  const others = leavesOf(original).filter((path) => !essential.some((field) => endsIn(path, field)));
  expect(others.length, "other fields").toBeGreaterThan(FEWEST_OTHERS);
  const told = (locations: readonly Path[], form: Json | undefined) =>
    reportedBy(bench, { ...real, body: bodyOf(bench, altered(original, locations, form)) });
  const expected = await reportedBy(bench, real);
  const found: string[] = [];
  for (const form of FORMS) {
    if ((await told(others, form)) === expected) continue;
    for (const path of others) {
      if (found.length > FORMS.length) return found;
      const got = await told([path], form);
      if (got !== expected) found.push(`${path.join(".")} as ${JSON.stringify(form) ?? "absent"}: ${got}`);
    }
  }
  return found;
}

type CustomerSweep = NonNullable<Ports["customers"]>["sweeps"][number];

/** Keys of the customers a fresh walk tells. */
async function reportedCustomers(sweep: CustomerSweep, ctx: Context): Promise<string[]> {
  const { items } = await collect(sweep, ctx);
  return items.map(({ key }) => key).sort();
}

/** What names the record and when it changed, which walks go by. */
const WALKED_BY = /^id$|@id|code|updat|modif|creat|date|time|external|number/i;

/** Fields of the records whose id is one of these, but what walks go by. */
function fieldsOfRecords(value: Json, keys: readonly string[], path: Path = [], isInside = false): Path[] {
  if (value === null || typeof value !== "object") return isInside ? [path] : [];
  const id = String(Reflect.get(value, "id") ?? "");
  const isRecord = isInside || keys.some((key) => id === key || id.endsWith(`/${key}`));
  return Object.entries(value).flatMap(([name, inner]) =>
    isRecord && WALKED_BY.test(name) ? [] : fieldsOfRecords(inner, keys, [...path, name], isRecord),
  );
}

/** Places the golden order; where the shop can, it is shipped and refunded in part. */
export function sentAndRefunded({ shop }: Pick<Bench, "shop">): string {
  for (let index = 0; index < 2; index += 1) shop.addProduct(createProducts(index, { stock: 1_000 }));
  const lines = [
    { sku: "MUG-0", quantity: 3 },
    { sku: "MUG-1", quantity: 1 },
  ];
  const key = shop.placeOrder({ ...GOLDEN_ORDER, lines });
  shop.shipOrder?.(key);
  shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock: true }]);
  return key;
}

export const decorationCases: readonly Case[] = [
  {
    name: "orders: no field beside the essential ones keeps an order out, whatever form it has",
    damages: true,
    run: async (bench) => {
      const connection = await bench.connect();
      const orders = need(connection.ports, "orders");
      const { essential } = orders;
      const isRequested = orders.asksOne !== false && Object.keys(essential).length > 0;
      if (!isRequested) throw new Unsupported("no answer tells one order");
      const names = Object.values(essential).flatMap((fields) => fields.map((field) => field.split(".").at(-1)));
      expect(new Set(names).size, "essential fields").toBeLessThan(MOST_ESSENTIAL);
      const key = sentAndRefunded(bench);
      const read = async () => {
        const part = await orders.get(key, connection.ctx);
        if (!part) throw new Error("the order is not known");
        return part;
      };
      // What is asked only once, as the names of places, has been asked.
      const expected = textOf(core(await read()));
      const bodies: Json[] = [];
      await readWhile({ sandbox: bench.sandbox, read }, (body) => {
        bodies.push(body);
        return body;
      });
      const found: string[] = [];
      const decorations = bodies.map((body) => decorationOf(body, essential));
      expect(decorations.flatMap(({ leaves }) => leaves).length, "other fields").toBeGreaterThan(FEWEST_OTHERS);
      for (const [index, { leaves, holders }] of decorations.entries())
        for (const form of FORMS)
          for (const locations of [leaves, holders])
            found.push(...(await culprits({ sandbox: bench.sandbox, read, expected }, index, locations, form)));
      expect(found).toEqual([]);
    },
  },
  {
    name: "webhooks: no field beside the essential ones keeps a delivered order out, whatever form it has",
    run: withDelivery(async (bench, real) => {
      const { essential } = need(bench.connection.ports, "orders");
      const fields = [...Object.values(essential).flat(), ...(bench.webhooks.essential ?? [])];
      if (leavesOf(contentOf(bench, real)).length < NOTICE) throw new Unsupported("deliveries are notices");
      expect(await decidingFields(bench, real, fields)).toEqual([]);
    }),
  },
  {
    name: "customers: nothing but what one is keeps it out, whatever form it has",
    damages: true,
    run: async (bench) => {
      const { ports, ctx } = await bench.connect();
      const { sweeps } = need(ports, "customers");
      bench.shop.addProduct(createProducts(0, { stock: 1_000 }));
      for (const name of ["Ada Lovelace", "Grace Hopper"])
        bench.shop.placeOrder({
          lines: [{ sku: "MUG-0", quantity: 1 }],
          payment: "paid",
          customer: { name, email: `${name.slice(0, 3)}@example.com`, phone: "+201001234567" },
        });
      for (const sweep of sweeps) {
        const expected = await reportedCustomers(sweep, ctx);
        if (expected.length === 0) throw new Unsupported("the emulated shop keeps no customers");
        for (const form of FORMS) {
          const rewrite = (body: Json) => altered(body, fieldsOfRecords(body, expected), form);
          bench.sandbox.faults.add({ fault: { kind: "rewrite", rewrite } });
          expect(await reportedCustomers(sweep, ctx), `all as ${JSON.stringify(form)}`).toEqual(expected);
          bench.sandbox.faults.clear();
        }
      }
    },
  },
];
