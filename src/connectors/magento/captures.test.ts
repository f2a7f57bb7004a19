import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { replay } from "../../sandboxes/magento/fidelity.ts";
import { ON_PURPOSE } from "../../sandboxes/magento/fidelity-setup.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { classify } from "./classify.ts";
import { signedPath } from "./oauth1.ts";
import { quantitiesOf, rowsOf } from "./order-lines.ts";
import { toOrderPart } from "./order-mapping.ts";
import { toProduct } from "./product-mapping.ts";
import * as schemas from "./schemas.ts";
import { shopOf } from "./shop.ts";

const dir = specsDir();
const shop = shopOf({
  account: { externalId: "" },
  facts: { currency: "EUR", timeZone: "Africa/Cairo" },
  settings: {},
});

type Fields = { readonly [key: string]: Json };

interface Captured {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly auth?: string };
  readonly response: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Json };
}

const folder = join(dir ?? "", "magento/live-2.4.7-p3/traffic");

const read: { exchanges?: readonly Captured[]; objects?: readonly Fields[] } = {};

function exchanges(): readonly Captured[] {
  read.exchanges ??= readdirSync(folder).flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")).exchanges,
  );
  return read.exchanges;
}

/** Every object of the captured answers, read as the connector reads. */
function objects(): readonly Fields[] {
  if (read.objects) return read.objects;
  const found: Fields[] = [];
  const readNow = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(readNow);
    else if (value !== null && typeof value === "object") {
      const own: Fields = Object.fromEntries(Object.entries(value));
      found.push(own);
      Object.values(own).forEach(readNow);
    }
  };
  for (const { response } of exchanges()) readNow(parseJson(JSON.stringify(response.body ?? null)));
  read.objects = found;
  return found;
}

function rowsWith(...fields: readonly string[]): Fields[] {
  return objects().filter((own) => fields.every((field) => field in own));
}

const ctx = { drift: () => undefined };

describe.skipIf(dir === null)("answers of a running shop", () => {
  test("every captured order is understood, without drift, and adds up to the cent", () => {
    const orders = rowsWith("increment_id", "items", "payment", "created_at", "base_subtotal", "state").filter(
      (row) => Array.isArray(row.items) && row.state !== null,
    );
    expect(orders.length).toBeGreaterThanOrEqual(3);
    for (const raw of orders) {
      const drifts: unknown[] = [];
      const order = schemas.orderSchema.parse(raw);
      const whole = { order, raw, shipments: [], creditmemos: [], invoices: [], words: new Map() };
      const part = toOrderPart(whole, shop, { drift: (report) => void drifts.push(report) });
      const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor } = part.totals;
      const sum = (subtotalMinor ?? 0n) - (discountMinor ?? 0n) + (taxMinor ?? 0n) + (shippingMinor ?? 0n);
      expect([drifts, sum, feesMinor, part.quality]).toEqual([[], totalMinor, 0n, "exact"]);
      expect(part.lines.reduce((total, line) => total + line.totalMinor, 0n)).toBe(
        (subtotalMinor ?? 0n) - (discountMinor ?? 0n),
      );
      expect(part.placedAt).toMatch(/^2026-11-20T08:/);
    }
  });

  test("an order of a mug and a configurable shirt has two lines, the discount taken off once, and one address each", () => {
    const [raw] = rowsWith("increment_id", "items", "payment", "base_subtotal").filter(
      (row) => row.coupon_code === "SAVE10",
    );
    const order = schemas.orderSchema.parse(raw);
    const part = toOrderPart(
      { order, raw: raw ?? {}, shipments: [], creditmemos: [], invoices: [], words: new Map() },
      shop,
      ctx,
    );
    expect(part.lines.map((line) => [line.key, line.sku, line.variantKey, line.productKey, line.unitPrice])).toEqual([
      ["4", "MUG-BLUE", "1", "1", "10.5"],
      ["5", "TEE-RED-S", "41", "45", "19.5"],
    ]);
    expect(part.lines.map((line) => [line.discountMinor, line.taxMinor, line.totalMinor])).toEqual([
      [210n, 397n, 1_890n],
      [195n, 368n, 1_755n],
    ]);
    expect(part.totals).toMatchObject({
      subtotalMinor: 4_050n,
      discountMinor: 405n,
      taxMinor: 1_077n,
      shippingMinor: 1_485n,
      totalMinor: 6_207n,
    });
    expect(part).toMatchObject({
      number: "000000002",
      status: "pending",
      financial: "pending",
      fulfilment: "unfulfilled",
      payment: { kind: "unknown", paymentMethod: "checkmo" },
      contact: { name: "Noor Visser", email: "noor.guest@example.test", phone: "+31612345678", quality: "real" },
      shippingAddress: { line1: "Prinsengracht 12", line2: "2 hoog", postcode: "1015DK", country: "NL" },
    });
  });

  test("every captured product, shipment, credit memo, invoice, category, customer, rule and coupon is understood", () => {
    const read = [
      [schemas.productSchema, ["id", "sku", "type_id", "attribute_set_id", "updated_at", "custom_attributes"]],
      [schemas.shipmentSchema, ["entity_id", "order_id", "tracks", "items", "created_at"]],
      [schemas.creditmemoSchema, ["entity_id", "order_id", "adjustment", "items", "base_grand_total", "created_at"]],
      [schemas.invoiceSchema, ["entity_id", "order_id", "can_void_flag", "base_grand_total", "created_at"]],
      [schemas.categorySchema, ["id", "parent_id", "path", "level"]],
      [schemas.customerSchema, ["id", "group_id", "email", "updated_at", "addresses"]],
      [schemas.ruleSchema, ["rule_id", "coupon_type", "website_ids", "customer_group_ids", "simple_action"]],
      [schemas.couponSchema, ["coupon_id", "rule_id", "code"]],
      [schemas.sourceItemSchema, ["sku", "source_code", "quantity", "status"]],
      [schemas.attributeSchema, ["attribute_id", "attribute_code", "frontend_input"]],
    ] as const;
    for (const [schema, fields] of read) {
      const rows = rowsWith(...fields);
      expect(rows.length, fields.join(" ")).toBeGreaterThan(0);
      for (const row of rows) expect(schema.safeParse(row).error, JSON.stringify(row).slice(0, 200)).toBeUndefined();
    }
    for (const raw of rowsWith("id", "sku", "type_id", "attribute_set_id", "updated_at", "custom_attributes")) {
      const product = schemas.productSchema.parse(raw);
      const reported = toProduct(
        {
          product,
          raw,
          children: [],
          attributes: [],
          levels: new Map(),
          unmanaged: new Set(),
          nowMs: Date.UTC(2026, 10, 20, 9),
        },
        shop,
      );
      expect(reported.key).toBe(String(raw.id));
    }
  });

  test("lines of every captured state count as the shop counts them", () => {
    for (const raw of rowsWith("entity_id", "state", "items", "base_grand_total").filter((row) =>
      Array.isArray(row.items),
    )) {
      const items = schemas.orderSchema.shape.items.safeParse(raw.items);
      if (!items.success) continue;
      for (const row of rowsOf({ items: items.data })) {
        const { ordered, wanted, shipped, open } = quantitiesOf(row);
        expect(wanted).toBe(shipped + open);
        expect(wanted).toBeLessThanOrEqual(ordered);
      }
    }
  });

  test("every refusal the shop gave is one of the kinds the engine knows, and no success is called a failure", () => {
    const kinds = new Map<string, Set<number>>();
    for (const { request, response } of exchanges()) {
      const text = typeof response.body === "string" ? response.body : JSON.stringify(response.body ?? null);
      const type = response.headers?.["Content-Type"] ?? "application/json";
      const answer = { status: response.status, headers: { "content-type": type }, text, url: "" };
      const kind = classify(answer, { method: "GET", url: "", operation: "" });
      const isPage = type.startsWith("text/html");
      if (response.status < 300 && !isPage) expect(kind, request.path).toBeNull();
      if (response.status >= 400) expect(kind, `${response.status} ${text.slice(0, 100)}`).not.toBeNull();
      if (kind) kinds.set(kind.kind, (kinds.get(kind.kind) ?? new Set()).add(response.status));
    }
    expect(kinds.get("auth_revoked")).toEqual(new Set([401]));
    expect(kinds.get("forbidden")).toEqual(new Set([401]));
    expect(kinds.get("rejected")).toEqual(new Set([400]));
    expect(kinds.get("not_found")).toEqual(new Set([404]));
    expect([...(kinds.get("transient") ?? [])].sort()).toEqual(expect.arrayContaining([500, 503]));
  });

  test("paths with odd SKUs are signed as the shop hashed them", () => {
    const { matrix } = JSON.parse(readFileSync(join(folder, "21-oauth-path-signing.json"), "utf8"));
    const good = matrix.filter((row: Record<string, { http?: number }>) =>
      Object.values(row).some((one) => one?.http === 200),
    );
    expect(good.length).toBe(19);
    for (const row of good) expect(signedPath(row.path_sent), row.sku).toBe(row.path_in_base_string);
  });

  test("the emulated shop answers the captured calls alike", async () => {
    const calls = await replay(dir ?? "");
    expect(calls.length).toBeGreaterThan(550);
    expect(calls.filter((one) => one.result === "differs").map((one) => [one.call, one.details[0]])).toEqual([]);
    const meant = calls.filter((one) => one.result === "on purpose").map((one) => one.call);
    for (const [pattern] of ON_PURPOSE)
      expect(
        meant.some((call) => pattern.test(call)),
        `no longer different: ${pattern}`,
      ).toBe(true);
  });
});
