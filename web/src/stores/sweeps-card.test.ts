import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectors } from "../../../src/connectors/index.ts";
import type { Fees } from "../../../src/connectors/kit/contract/fees.ts";
import { SWEEP_SUBJECTS } from "../../../src/connectors/kit/pull/sweep-plan.ts";
import texts from "./messages/en.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../../..");

const names: Readonly<Record<string, string>> = texts.sweeps.names;

test("every scheduled check has a name", () => {
  expect(SWEEP_SUBJECTS.filter((subject) => names[subject] === undefined)).toEqual([]);
});

test("each of the settlement checks of a channel with several has a name of its own", async () => {
  const several: string[][] = [];
  for (const file of globSync("src/connectors/*/fees.ts", { cwd: ROOT })) {
    const { fees } = (await import(join(ROOT, file))) as { readonly fees?: Fees };
    const ids = fees?.settlements?.map(({ id }) => `settlements_${id}`) ?? [];
    if (ids.length > 1) several.push(ids);
  }
  expect(several).not.toEqual([]);
  expect(several.flat().filter((name) => names[name] === undefined)).toEqual([]);
});

test("each check of a channel that has several of messages or orders has a name of its own", () => {
  const several = [...connectors.values()].flatMap(({ open }) => {
    const { conversations, orders } = open({ account: { externalId: "1" }, facts: { currency: "EUR" }, settings: {} });
    const ofOrders = orders?.sweeps.filter(({ mode }) => mode !== "open_ids" && mode !== "full") ?? [];
    return [
      ...(conversations?.sweeps.slice(1).map(({ id }) => `conversations_${id}`) ?? []),
      ...ofOrders.slice(1).map(({ id, partial }) => (partial ? `orders_in_part_${id}` : `orders_${id}`)),
    ];
  });
  expect(several).toContain("orders_in_part_returns");
  expect(several.filter((name) => names[name] === undefined)).toEqual([]);
});
