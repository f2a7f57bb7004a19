/** A field of a connector's form that its code never reads is a switch without a wire. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectors } from "./index.ts";
import { folderOf } from "./kit/contract/another-name.ts";
import { usualMinutes } from "./kit/pull/sweep-plan.ts";

const NO_CODE_OF_IT = /\.test\.ts$|(^|\/)(sandbox|fixtures|testing|fidelity)/;

/** Kept for the seller alone, with why. */
const NOTES: Readonly<Record<string, string>> = {
  orderWebhookId: "EasyOrders shows ids of webhooks to people and takes them nowhere",
  statusWebhookId: "EasyOrders shows ids of webhooks to people and takes them nowhere",
};
/** Where the kit reads a field that several connectors have. */
const SHARED = readFileSync(join(import.meta.dirname, "kit/parse/net-prices.ts"), "utf8");

/** The connector's own code, without the lines that only declare a field, and without comments. */
function codeOf(id: string): string {
  const folder = join(import.meta.dirname, id);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts") && !NO_CODE_OF_IT.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^ *\/\/.*$/gm, ""))
    .join("\n")
    .replaceAll(/\bid: "\w+"/g, "");
}

const fields = [...connectors.values()].flatMap(({ meta }) =>
  [...meta.setupFormFields, ...(meta.settingsFields ?? [])].map(({ id }) => ({ provider: meta.id, id })),
);

test("Amazon's orders are asked for every 15 minutes, its stock and Flipkart's every 60 [A10.2]", () => {
  const usual = (id: string) =>
    usualMinutes(connectors.get(id)?.open({ account: { externalId: "1" }, facts: {}, settings: {} }) ?? {});
  expect(usual("amazon")).toEqual({ orders: 15, stock: 60 });
  expect(usual("flipkart")).toEqual({ orders: 5, stock: 60 });
  expect(usual("shopify")).toEqual({ orders: 5, stock: 30 });
});

test("every field of a connector's forms is read by its code", () => {
  const code = new Map([...connectors].map(([id, connector]) => [id, codeOf(folderOf(connector))]));
  const unread = fields.filter(
    ({ provider, id }) => !(id in NOTES) && !new RegExp(`\\b${id}\\b`).test(`${code.get(provider)}${SHARED}`),
  );
  expect(unread).toEqual([]);
});
