/**
 * What programs can set people can set too: every field of a request stands on a screen, or is listed with its reason. So
 * does every field of an order's answer, on the screens of orders.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testApp } from "./testing.ts";
import { answerFields, requestFields } from "./testing-requests.ts";

const WEB = join(import.meta.dirname, "../../web/src");

/** Requests no screen sends, by why. */
const NO_SCREEN: readonly (readonly [why: string, requests: RegExp])[] = [
  ["the library for signing in puts the paths together", /^POST \/api\/auth\//],
  ["the register writes what it did while it was alone, and sends it by the path it kept", /^POST \/api\/pos\//],
  ["platforms and sellers' own shops send it", /^POST \/api\/(?:stores\/\{id\}\/inbound|stores\/webhooks|webhooks)\//],
  ["a platform's page sends the seller back to it", /^POST \/api\/connect\//],
  [
    "the screen puts the act's name into the path",
    /^POST \/api\/(?:returns|stock-holds|stores)\/\{id\}\/(?:activate|approve|cancel|close|deactivate|pause|reject|resume)$/,
  ],
  ["screens send the same by another request", /^(?:POST \/api\/integrations\/providers|PUT \/api\/mappings)\//],
  [
    "programs write many at once; screens one by one, or by a file",
    /^(?:POST \/api\/(?:products|variants)\/bulk|PUT \/api\/inventory\/reorder-points)$/,
  ],
  ["a shop's own checkout asks it", /^POST \/api\/(?:discounts\/validate|stock-reservations\/release)$/],
  ["screens check as they save, and publish", /^POST \/api\/(?:automations|listing-drafts)\/check$/],
];

/** Fields of requests that no screen sets, by why. */
const NO_FIELD: Readonly<Record<string, readonly string[]>> = {
  "the platform's own, or what programs know better than people": [
    "PATCH /api/stock-documents/{id} addLines",
    "POST /api/orders/ship trackingUrl",
    "POST /api/orders/ship/check trackingUrl",
    "POST /api/pos/baskets isCompound",
    "POST /api/pos/sales company",
    "POST /api/settlements lineId",
    "POST /api/stock-reservations/{id}/release taken",
    "POST /api/stores/{id}/mappings/bulk maxConfidence",
    "POST /api/stores/{id}/mappings/bulk pairs",
    "PUT /api/pos/registers/{registerId}/terminal endpoint",
  ],
  "a person's hold is told to the channel wherever it has the notion": [
    "POST /api/orders/holds tellsChannel",
    "POST /api/orders/{id}/hold tellsChannel",
  ],
  "the screen names the lines, or the products, one by one": [
    "POST /api/orders/{id}/refund full",
    "POST /api/orders/{id}/refund/quote full",
    ...["", "/preview"].flatMap((path) =>
      ["active", "brand", "categoryId", "q", "storeId", "variantIds"].map(
        (field) => `POST /api/price-edits${path} ${field}`,
      ),
    ),
    "PUT /api/orders/{id}/split skus",
    "POST /api/products/bulk-edit variantIds",
    "POST /api/products/bulk-edit dryRun",
  ],
  "the hub decides it, by settings that have a screen: rules, routing, the courier's own": [
    "POST /api/shipments labelFormat",
    "POST /api/shipments ruleId",
    "POST /api/shipments/bulk labelFormat",
    "POST /api/shipments/bulk locationId",
    "POST /api/shipments/bulk ruleId",
    "POST /api/shipments/bulk/check locationId",
    "POST /api/stores importProducts",
  ],
  "the state follows from the GSTIN; programs keep it for themselves": [
    "PATCH /api/locations/{id} stateCode",
    "POST /api/locations stateCode",
  ],
  "set by the first activation: moved later, orders that took stock would be taken for older ones": [
    "PATCH /api/stores/{id} stockCutoverAt",
  ],
  "what a channel needs again and again is due by itself": ["POST /api/runs everyMinutes", "POST /api/runs runAt"],
  "a sandbox chooses what its buyers order": [
    "POST /api/sandboxes/{id}/orders lines",
    "POST /api/sandboxes/{id}/orders quantity",
  ],
};

/** Fields of an order that its screens do not show, by why. */
const NOT_SHOWN: Readonly<Record<string, readonly string[]>> = {
  "the order's sum of money has it already": ["currentTotalMinor", "lines.0.grossMinor"],
  "what the buyer saw in another currency: programs compare it with the platform": [
    "presentment",
    "presentment.currentTotalMinor",
  ],
  "the line's title ends with it": ["lines.0.exactQuantity"],
  "the platform's own keys and times, for programs": [
    "commands.0.sentAt",
    "orderKey",
    "platformNumber",
    "transactions.0.parentKey",
  ],
  "the state says it": ["underWay"],
  "its channel says it": ["isSandbox"],
  "the return's page shows its money": ["exchangeFor.creditMinor"],
};

interface Folder {
  readonly name: string;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/** The sources of the dashboard by its folders, and the words in them. */
function folders(): readonly Folder[] {
  const texts = new Map<string, string>();
  for (const file of globSync("**/*.{ts,tsx}", { cwd: WEB })) {
    const folder = file.split("/")[0] ?? "";
    if (/\.test\.|testing/.test(file) || folder === "hub-messages") continue;
    texts.set(folder, `${texts.get(folder) ?? ""}\n${readFileSync(join(WEB, file), "utf8")}`);
  }
  return [...texts].map(([name, text]) => ({ name, text, words: new Set(text.match(/\w+/g)) }));
}

/** What of a request stands in no folder that sends it: the request itself, or fields of it. */
function unreached(request: string, fields: ReadonlySet<string>, all: readonly Folder[]): readonly string[] {
  const path = request.slice(request.indexOf(" ") + 1);
  const senders = all.filter(({ text }) => text.includes(`"${path}"`) || text.includes(`\`${path}`));
  if (senders.length === 0) return NO_SCREEN.some(([, requests]) => requests.test(request)) ? [] : [request];
  const names = new Set([...fields].map((field) => field.split(".").at(-1) ?? ""));
  return [...names]
    .filter((name) => /^[a-zA-Z]\w*$/.test(name) && !senders.some(({ words }) => words.has(name)))
    .map((name) => `${request} ${name}`);
}

test("every field of every request is set on a screen of the dashboard, or has its reason not to be", async () => {
  await using hub = await testApp();
  const requests = requestFields((await hub.anonymous.call("GET", "/api/openapi.json")).json);
  const all = folders();
  const found = [...requests].flatMap(([request, fields]) => unreached(request, fields, all));
  expect(requests.size).toBeGreaterThan(200);
  expect(found.toSorted()).toEqual(Object.values(NO_FIELD).flat().toSorted());
});

test("every field of an order's answer is read by the screens of orders, or has its reason not to be", async () => {
  await using hub = await testApp();
  const fields = answerFields((await hub.anonymous.call("GET", "/api/openapi.json")).json, "Order");
  const text = folders().find(({ name }) => name === "orders")?.text ?? "";
  const isRead = (name: string) => new RegExp(`\\.${name}\\b|[{,]\\s*${name}\\b`).test(text);
  // What is in a return is on the return's own page.
  const own = [...fields].filter((field) => !field.startsWith("returns.0."));
  const found = own.filter((field) => !isRead(field.split(".").at(-1) ?? ""));
  expect(fields.size).toBeGreaterThan(100);
  expect(found.toSorted()).toEqual(Object.values(NOT_SHOWN).flat().toSorted());
});
