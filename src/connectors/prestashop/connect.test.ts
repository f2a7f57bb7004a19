import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { FULL_KEY } from "../../sandboxes/prestashop/seed.ts";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { find, insert, rowsOf } from "../../sandboxes/prestashop/state.ts";
import { collect } from "../kit/conformance/bench.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { NEEDS } from "./permissions.ts";
import { openShop, order } from "./testing.ts";

async function refused(more: Parameters<typeof openShop>[0]): Promise<ConnectorError> {
  const error = await openShop(more).then(
    async (open) => {
      await open[Symbol.asyncDispose]();
      throw new Error("it connected");
    },
    (reason: ConnectorError) => reason,
  );
  return error;
}

const addOutlet = (state: State) =>
  void insert(state, "shops", { name: "Outlet", active: "1", id_category: "2", id_shop_group: "1" });

const withKey = (change: (state: State) => void) => ({ prepare: change });
const ticked = (without: readonly string[] = []) =>
  Object.fromEntries(
    [...Map.groupBy(NEEDS, ({ resource }) => resource)]
      .filter(([resource]) => !without.includes(resource))
      .map(([resource, needs]) => [resource, needs.flatMap(({ methods }) => methods)]),
  );
const key = (permissions: Readonly<Record<string, readonly string[]>> | null, more = {}) => ({
  isActive: true,
  hasShop: true,
  permissions,
  ...more,
});

describe("errors, and where to fix them", () => {
  test.each([
    ["a key nobody knows", (state: State) => state.keys.clear(), "auth_revoked", /does not know this key.*Webservice/],
    [
      "a key that is not enabled",
      (state: State) => state.keys.set(FULL_KEY, key(null, { isActive: false })),
      "auth_revoked",
      /not enabled/,
    ],
    ["a key without ticks", (state: State) => state.keys.set(FULL_KEY, key({})), "auth_revoked", /no rights at all/],
    [
      "a host that drops the header",
      (state: State) => Object.assign(state, { stripsAuthorization: true }),
      "auth_revoked",
      /pass the Authorization header/,
    ],
    [
      "a Webservice switched off",
      (state: State) => Object.assign(state, { isWebserviceOn: false }),
      "suspended",
      /switched off.*Advanced Parameters/,
    ],
    [
      "a key of another shop",
      (state: State) => state.keys.set(FULL_KEY, key(null, { hasShop: false })),
      "forbidden",
      /not valid for this shop/,
    ],
    [
      "a key that may not read products",
      (state: State) => state.keys.set(FULL_KEY, key(ticked(["products", "languages"]))),
      "forbidden",
      /may not read products, languages/,
    ],
  ] as const)("%s", async (_name, change, kind, texts) => {
    const error = await refused(withKey((state) => void change(state)));
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(texts)]);
  });

  test.each([
    ["an address that is none", { baseUrl: "my shop" }, "baseUrl"],
    ["a time zone that is none", { timeZone: "Mars/Olympus" }, "timeZone"],
    ["a language the shop does not have", { idLang: "9" }, "idLang"],
    ["a shop the PrestaShop does not have", { idShop: "9" }, "idShop"],
  ])("%s", async (_name, values, field) => {
    const { info } = await refused({ values });
    expect(info).toMatchObject({ kind: "rejected", field });
  });

  test("an address with something else behind it", async () => {
    await using open = await openShop();
    const { connector } = await import("./index.ts");
    for (const reply of [
      { status: 404, body: "Not found", headers: { "content-type": "text/html" } },
      { status: 200, body: "<?xml version='1.0'?><rss></rss>", headers: { "content-type": "text/xml" } },
    ]) {
      open.sandbox.faults.clear();
      open.sandbox.faults.add({ fault: { kind: "status", ...reply } });
      await expect(connector.connect.detect(open.ctx)).rejects.toMatchObject({
        kind: "rejected",
        message: textWith("no PrestaShop Webservice"),
      });
    }
  });
});

test("ticks that are missing are named with what they switch off, and the rest connects", async () => {
  await using open = await openShop({
    prepare: (state) => state.keys.set(FULL_KEY, key({ ...ticked(["cart_rules"]), orders: ["GET"] })),
  });
  expect(open.detected.missingScopes).toEqual([
    { scope: "orders (POST, PATCH)", disables: "orders" },
    { scope: "cart_rules (GET)", disables: "discount codes at the till" },
  ]);
});

test("the merchant's guide names every tick", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/providers/prestashop.md"), "utf8");
  expect(NEEDS.filter(({ resource }) => !guide.includes(resource))).toEqual([]);
});

test("the shop's facts: version, currency, language, zone, unit, places", async () => {
  await using open = await openShop();
  expect(open.info.facts).toMatchObject({
    version: "9.1.4",
    email: "shop@example.test",
    country: "NL",
    currency: "EUR",
    currencies: { "1": "EUR" },
    countries: { "1": "NL", "2": "EG", "3": "US" },
    timeZone: "Africa/Cairo",
    weightUnit: "kg",
    idLang: "1",
    homeCategory: "2",
  });
  expect(open.detected.missingScopes).toEqual([]);
});

test("a key that may not read configurations is told about the zone, and how to name it", async () => {
  const prepare = (state: State) => void state.keys.set(FULL_KEY, key(ticked(["configurations"])));
  await using silent = await openShop({ prepare });
  expect(silent.detected.warnings.map(textOf).join()).toMatch(/time zone is not known.*weights/);
  await using named = await openShop({ prepare, values: { timeZone: "Europe/Paris" } });
  expect(named.detected.warnings.map(textOf).join()).not.toMatch(/time zone is not known/);
});

test("one of several shops has to be named, and every call then says which", async () => {
  expect((await refused({ prepare: addOutlet })).message).toContain("1 (Sandbox shop), 2 (Outlet)");
  await using open = await openShop({ prepare: addOutlet, values: { idShop: "2" } });
  await open.products.get("1", open.ctx);
  expect(open.detected.account.externalId).toMatch(/#2$/);
  expect(open.sandbox.calls.at(-1)?.path).toContain("id_shop=2");
});

test("a shop there is not is answered with those there are, whatever its home page says", async () => {
  expect((await refused({ values: { idShop: "9" } })).message).toMatch(/no shop 9.*1 \(Sandbox shop\)/);
});

test("a store connected before the PrestaShop had a second shop stays the first one", async () => {
  await using open = await openShop();
  const mine = order(open);
  addOutlet(open.state);
  const theirs = order(open);
  Object.assign(find(open.state, "orders", theirs)?.values ?? {}, { id_shop: "2" });
  const { connector } = await import("./index.ts");
  const again = await connector.connect.detect(open.ctx);
  expect(again.account).toEqual(open.detected.account);
  const told = async (facts: Readonly<Record<string, Json>>) => {
    const connection = { ...open.ctx.connection, facts };
    const ctx = { ...open.ctx, connection };
    const [changed] = connector.open(connection).orders?.sweeps ?? [];
    const { items } = changed ? await collect(changed, ctx) : { items: [] };
    return items.map(({ orderKey }) => orderKey);
  };
  expect(await told(again.facts)).toEqual([mine]);
});

test("shops of a group that shares its quantities are one stock place; others are not", async () => {
  const locationOf = async (idShop: string, shares: string) => {
    await using open = await openShop({
      prepare(state) {
        insert(state, "shop_groups", { name: "Other", share_stock: "0", active: "1" });
        Object.assign(find(state, "shop_groups", "1")?.values ?? {}, { share_stock: shares });
        insert(state, "shops", { name: "Outlet", active: "1", id_category: "2", id_shop_group: "1" });
        insert(state, "shops", { name: "Apart", active: "1", id_category: "2", id_shop_group: "2" });
      },
      values: { idShop },
    });
    // Each shop of this test has a port of its own.
    return open.detected.stockPlace?.replace(/^.*#/, "");
  };
  expect([await locationOf("1", "1"), await locationOf("2", "1")]).toEqual(["group-1", "group-1"]);
  expect([await locationOf("3", "1"), await locationOf("2", "0")]).toEqual([undefined, undefined]);
});

test("a shop that is gone from the multistore is an error of the setting, not an empty answer", async () => {
  await using open = await openShop({
    values: { idShop: "2" },
    prepare: (state) => void insert(state, "shops", { name: "Outlet", active: "1", id_category: "2" }),
  });
  rowsOf(open.state, "shops").delete(2);
  await expect(open.products.get("1", open.ctx)).rejects.toMatchObject({ info: { field: "idShop" } });
});

test("a shop before version 8 takes no partial changes: PUT is required, and the form says so", async () => {
  const ticks = Object.fromEntries(
    Object.entries(ticked()).map(([resource, methods]) => [
      resource,
      methods.map((one) => (one === "PATCH" ? "PUT" : one)),
    ]),
  );
  await using open = await openShop({
    prepare: (state) => {
      state.version = "1.7.8.11";
      state.keys.set(FULL_KEY, key(ticks));
    },
  });
  expect(open.detected.missingScopes).toEqual([]);
  expect(open.detected.warnings.map(textOf).join()).toContain("whole records");
});

test("the address may have a folder, a slash or /api behind it", async () => {
  const { baseUrlOf } = await import("./client.ts");
  for (const baseUrl of ["https://x.test/store", "https://x.test/store/", "https://x.test/store/api/"])
    expect(baseUrlOf({ account: { externalId: "" }, facts: {}, settings: { baseUrl } })).toBe(
      "https://x.test/store/api",
    );
});
