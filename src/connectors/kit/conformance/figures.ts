/** A figure or a code is the same however it is printed: as a number, as its text, with more places, with an exponent. */
import { expect } from "vitest";
import { decimalText, parseDecimal } from "../../../commerce/decimal.ts";
import type { Json } from "../../../commerce/product.ts";
import { type Bench, collect, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { core, sentAndRefunded, textOf } from "./decoration.ts";

const FIGURE = /^-?\d{1,15}(?:\.\d{1,8})?$/;
/** No zeros in front, which a number does not have. */
const CODE = /^[1-9]\d{4,14}$/;
const DIGITS_SKU = "123456";

type Way = (figure: string, reported: Json) => Json | undefined;

/** Ways to print one; undefined: this one is not printed so. */
const WAYS = {
  "numbers as text": (figure, reported) => (typeof reported === "number" ? figure : undefined),
  "amounts with more places": (figure, reported) =>
    figure.includes(".") && typeof reported === "string" ? `${figure}0000` : undefined,
  "amounts with an exponent": (figure) => (figure.includes(".") ? exponent(figure) : undefined),
  "amounts as numbers": (figure, reported) =>
    figure.includes(".") && typeof reported === "string" ? Number(figure) : undefined,
  "codes as numbers": (figure, reported) =>
    typeof reported === "string" && CODE.test(figure) ? Number(figure) : undefined,
} satisfies Readonly<Record<string, Way>>;

/** As PHP prints tiny and large floats: 12.50 is "1250.0E-2". */
function exponent(figure: string): string {
  const [whole = "", fraction = ""] = figure.replace("-", "").split(".");
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, "");
  return `${figure.startsWith("-") ? "-" : ""}${digits}.0E-${fraction.length}`;
}

function rewritten(value: Json, way: Way): Json {
  if (Array.isArray(value)) return value.map((inner) => rewritten(inner, way));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewritten(inner, way)]));
  const figure = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return FIGURE.test(figure) ? (way(figure, value) ?? value) : value;
}

/** Reads, and reads again while every answer prints its figures otherwise. */
async function expectSame({ sandbox }: Bench, way: Way, read: () => Promise<object>): Promise<void> {
  const expected = textOf(await read());
  sandbox.faults.add({ fault: { kind: "rewrite", rewrite: (body) => rewritten(body, way) } });
  expect(textOf(await read())).toBe(expected);
  sandbox.faults.clear();
}

async function sameOrder(bench: Bench, way: Way): Promise<void> {
  const { ports, ctx } = await bench.connect();
  const orders = need(ports, "orders");
  if (orders.asksOne === false) throw new Unsupported("no answer tells one order");
  const key = sentAndRefunded(bench);
  await expectSame(bench, way, async () => {
    const part = await orders.get(key, ctx);
    if (!part) throw new Error("the order is not known");
    return { ...core(part), refunds: part.refunds, transactions: part.transactions };
  });
}

const byKey = (one: { readonly key: string }, other: { readonly key: string }) => (one.key < other.key ? -1 : 1);
const plain = (price: string | undefined) => price && decimalText(parseDecimal(price));

/** The items of a shop of which one has a SKU and a barcode of digits. */
async function listed(bench: Bench) {
  const connection = await bench.connect();
  const [sweep] = need(connection.ports, "products").sweeps;
  if (!sweep) throw new Unsupported("products are not listed");
  bench.shop.addProduct(createProducts(0, { stock: 1_000 }));
  bench.shop.addProduct(createProducts(1, { sku: DIGITS_SKU, barcode: "4006381333931", stock: 7 }));
  return { ...connection, read: async () => (await collect(sweep, connection.ctx)).items.toSorted(byKey) };
}

async function sameProducts(bench: Bench, way: Way): Promise<void> {
  const { read } = await listed(bench);
  await expectSame(bench, way, async () =>
    (await read()).map(({ key, title, status, variants }) => ({
      ...{ key, title, status },
      variants: variants.map(({ key, sku, barcode, price }) => ({ key, sku, barcode, price: plain(price) })),
    })),
  );
}

async function sameStock(bench: Bench, way: Way): Promise<void> {
  const { ports, ctx, read } = await listed(bench);
  const stock = need(ports, "stock");
  const items = (await read()).flatMap(({ variants }) => variants.map(({ key, ext }) => ({ key, ext })));
  await expectSame(bench, way, async () => (await stock.read(items, ctx)).toSorted(byKey));
}

const casesOf = (what: string, run: (bench: Bench, way: Way) => Promise<void>): readonly Case[] =>
  Object.entries(WAYS).map(([name, way]) => ({
    name: `${what}: ${name} are the same`,
    damages: true,
    run: (bench) => run(bench, way),
  }));

export const figureCases: readonly Case[] = [
  ...casesOf("orders", sameOrder),
  ...casesOf("products", sameProducts),
  ...casesOf("stock", sameStock),
];
