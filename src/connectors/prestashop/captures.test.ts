import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { replay } from "../../sandboxes/prestashop/fidelity.ts";
import { ON_PURPOSE } from "../../sandboxes/prestashop/fidelity-setup.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { moneyOf } from "./order-money.ts";
import * as schemas from "./schemas.ts";
import { INSTALLED, kindOf } from "./statuses.ts";

const dir = specsDir();

type Row = { readonly [key: string]: Json };

/** Rows of all captured lists of that name. */
function captured(list: string): Row[] {
  return ["live-9.1.4", "live-8.2.1"].flatMap((shop) => {
    const folder = join(dir ?? "", "prestashop", shop, "traffic");
    return readdirSync(folder).flatMap((file) => {
      const { exchanges } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return exchanges.flatMap(({ request, response }: { request?: { path: string }; response?: { body?: Json } }) => {
        if (!request?.path.includes("display=full")) return [];
        const body = parseJson(JSON.stringify(response?.body ?? null));
        const rows =
          body !== null && typeof body === "object" && list in body ? (body as Record<string, Json>)[list] : [];
        return Array.isArray(rows) ? (rows as Row[]) : [];
      });
    });
  });
}

describe.skipIf(dir === null)("answers of running shops", () => {
  test.each([
    ["products", schemas.productSchema, 3],
    ["combinations", schemas.combinationSchema, 3],
    ["stock_availables", schemas.stockSchema, 8],
    ["orders", schemas.orderSchema, 4],
    ["order_details", schemas.detailSchema, 3],
    ["order_histories", schemas.historySchema, 1],
    ["order_carriers", schemas.carrierRowSchema, 3],
    ["order_payments", schemas.paymentSchema, 3],
    ["order_slips", schemas.slipSchema, 1],
    ["order_cart_rules", schemas.orderRuleSchema, 1],
    ["addresses", schemas.addressSchema, 2],
    ["order_states", schemas.stateSchema, 13],
    ["categories", schemas.categorySchema, 2],
    ["product_option_values", schemas.optionValueSchema, 3],
    ["languages", schemas.languageSchema, 2],
    ["currencies", schemas.currencySchema, 1],
    ["shops", schemas.shopSchema, 1],
    ["configurations", schemas.configurationSchema, 1],
  ] as const)("%s are understood", (list, schema, least) => {
    const rows = captured(list);
    expect(rows.length).toBeGreaterThanOrEqual(least);
    for (const row of rows) expect(schema.safeParse(row).error?.issues ?? []).toEqual([]);
  });

  test("orders with their rows, a voucher and tax add up to the cent, nothing estimated", () => {
    const details = captured("order_details").map((row) => schemas.detailSchema.parse(row));
    const orders = captured("orders").map((row) => schemas.orderSchema.parse(row));
    const whole = orders.filter((order) => details.some((one) => one.id_order === order.id));
    expect(whole.length).toBeGreaterThan(1);
    for (const order of whole) {
      const own = new Map(details.filter((one) => one.id_order === order.id).map((one) => [one.id, one]));
      const { totals, lines, quality } = moneyOf(order, [...own.values()], "EUR", false);
      const sum = [...lines.values()].reduce((total, line) => total + line.totalMinor, 0n);
      expect([sum, quality]).toEqual([(totals.subtotalMinor ?? 0n) - (totals.discountMinor ?? 0n), "exact"]);
    }
  });

  test("the fresh shop's states are those that are known by number", () => {
    for (const row of captured("order_states")) {
      const state = schemas.stateSchema.parse(row);
      expect(kindOf({ ...state, name: "" }, {})).toBe(INSTALLED[state.id]?.kind);
    }
  });

  test("the emulated shop answers as the captured ones did", async () => {
    const calls = await replay(dir ?? "");
    expect(calls.length).toBeGreaterThan(540);
    expect(calls.filter(({ result }) => result === "differs")).toEqual([]);
    const meant = calls.filter(({ result }) => result === "on purpose").map(({ call }) => call);
    expect(
      Object.keys(ON_PURPOSE).filter((call) => !meant.includes(call)),
      "no longer differs",
    ).toEqual([]);
  });
});
