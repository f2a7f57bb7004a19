/** The official sandbox's answers: read by the connector, and held against the emulator. Needs SPECS_DIR. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { measureFidelity, ON_PURPOSE } from "../../sandboxes/amazon/fidelity.ts";
import { readPairs } from "../../sandboxes/amazon/fidelity-pairs.ts";
import { isRecord } from "../kit/parse/json-nodes.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { jsonSchemaChecker } from "../kit/testing/spec-json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { feesOf } from "./fees.ts";
import { webhooks } from "./notifications.ts";
import { toOrderPart } from "./order-mapping.ts";
import { toProduct } from "./product-mapping.ts";
import { submissionSchema } from "./schemas.ts";
import { readingContext } from "./testing.ts";

const dir = specsDir();

describe.skipIf(dir === null)("official samples (skipped without SPECS_DIR)", () => {
  const specs = dir ?? "";
  const pairs = dir === null ? [] : readPairs(specs).filter(({ status }) => status < 300);
  const bodies = (operation: string): Json[] =>
    pairs.filter((pair) => pair.operation === operation).map(({ body }) => body);
  const field = (body: Json, name: string): Json => (isRecord(body) ? (body[name] ?? null) : null);
  const list = (body: Json, name: string): readonly Json[] => {
    const found = field(body, name);
    return Array.isArray(found) ? found : [];
  };

  it("every order is understood, with totals that add up, and without drift", () => {
    const orders = [
      ...bodies("searchOrders").flatMap((body) => list(body, "orders")),
      ...bodies("getOrder").map((body) => field(body, "order")),
    ];
    const { ctx, drifts } = readingContext();
    const parts = orders.map((raw) => toOrderPart(raw, ctx));
    expect(
      parts.map(({ number, totals: { currency, totalMinor }, status, fulfilment }) => [
        number,
        currency,
        totalMinor,
        status,
        fulfilment,
      ]),
    ).toEqual([
      ["250-1234567-8901234", "JPY", 19_940n, "completed", "fulfilled"],
      ["202-7654321-1098765", "GBP", 3_499n, "processing", "in_transit"],
      ["171-2345678-9012345", "BRL", 159_990n, "confirmed", "unfulfilled"],
      ["171-9876543-2109876", "BRL", 29_990n, "confirmed", "unfulfilled"],
      ["028-1234567-8901234", "TRY", 12_500n, "processing", "fulfilled"],
      ["114-9876543-1234567", "USD", 4_999n, "confirmed", "unfulfilled"],
    ]);
    expect(parts[3]?.lines.flatMap(({ options }) => options ?? []).map(({ value }) => value)).toContainEqual(
      expect.stringContaining("Feliz Natal"),
    );
    expect(parts[1]?.fulfilments[0]).toMatchObject({ carrier: "DPD", trackingNumbers: ["15501234567890123456"] });
    expect(parts.map(({ contact }) => contact.quality)).toEqual(["relay", "relay", "relay", "relay", "relay", "relay"]);
    expect(drifts).toEqual([]);
  });

  it("listings, submissions, transactions and the notification are read", () => {
    const { ctx } = readingContext({ marketplaceId: "ATVPDKIKX0DER" }, "USD");
    const listings = [
      ...bodies("getListingsItem"),
      ...bodies("searchListingsItems").flatMap((body) => list(body, "items")),
    ];
    for (const raw of listings)
      expect(toProduct(raw, [], ctx)).toMatchObject({
        title: expect.stringContaining("Suitcase"),
        categoryKeys: ["LUGGAGE"],
        variants: [{ price: "100.00", currency: "USD", levels: [{ location: "", available: 100 }] }],
      });
    for (const body of [...bodies("patchListingsItem"), ...bodies("putListingsItem")])
      expect(["ACCEPTED", "VALID", "INVALID"]).toContain(submissionSchema.parse(body).status);
    const transactions = bodies("listTransactions").flatMap((body) => list(field(body, "payload"), "transactions"));
    expect(transactions.flatMap((raw) => feesOf(raw, ctx))).toEqual([]);
    const schema = JSON.parse(
      readFileSync(join(specs, "amazon/schemas/notifications/OrderChangeNotification.json"), "utf8"),
    );
    const body = Buffer.from(JSON.stringify(schema.examples[0]));
    const delivery = deliveryOf(body);
    expect(webhooks.read(delivery)).toMatchObject([{ kind: "order", ref: "903-8868176-2219830" }]);
  });

  it("the emulator's notifications fit the official schema", async () => {
    const { openAccount } = await import("./testing.ts");
    await using account = await openAccount();
    account.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5", stock: 5 }] });
    const connection = await account.connect();
    await connection.ports.subscriptions?.ensure(connection.ctx);
    account.shop.placeOrder({ lines: [{ sku: "M", quantity: 1 }] });
    const check = jsonSchemaChecker(
      JSON.parse(readFileSync(join(specs, "amazon/schemas/notifications/OrderChangeNotification.json"), "utf8")),
    );
    expect(account.state.messages.map(({ body }) => check(JSON.parse(body)))).toEqual([[]]);
  });

  it("the emulator answers the official sandbox's pairs alike, or otherwise for a reason", async () => {
    const { compared, same, onPurpose, differences } = await measureFidelity(specs);
    expect(differences).toEqual([]);
    expect(onPurpose.map(({ call }) => call).sort()).toEqual(Object.keys(ON_PURPOSE).sort());
    expect([compared, same + onPurpose.length]).toEqual([readPairs(specs).length, compared]);
  });
});
