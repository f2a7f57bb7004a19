import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { MagentoSandbox } from "../../sandboxes/magento/index.ts";
import { startSandbox } from "../../sandboxes/magento/index.ts";
import { newIntegration } from "../../sandboxes/magento/integrations.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { shopAddress } from "./auth.ts";
import { connector } from "./index.ts";
import { openShop } from "./testing.ts";

async function refusal(
  prepare: (sandbox: MagentoSandbox) => void,
  values: Record<string, string> = {},
): Promise<ConnectorError> {
  try {
    await using shop = await openShop({ prepare, connection: { values } });
    throw new Error(`connected to ${shop.sandbox.url}`);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}

const nothing = () => undefined;

/** Names of rights as Magento's admin shows them in the tree. */
const LABELS: Readonly<Record<string, string>> = {
  "Magento_Sales::sales": "Sales",
  "Magento_Catalog::products": "Products",
  "Magento_Catalog::categories": "Categories",
  "Magento_Catalog::attributes_attributes": "Product",
  "Magento_Catalog::sets": "Attribute Set",
  "Magento_InventoryApi::source": "Sources",
  "Magento_InventoryApi::stock": "Stocks",
  "Magento_InventorySalesApi::stock": "Sales Stock",
  "Magento_Customer::customer": "Customers",
  "Magento_SalesRule::quote": "Cart Price Rules",
  "Magento_Logging::system_magento_logging_bulk_operations": "Bulk Operations",
  "Magento_Backend::store": "All Stores",
};

test("the merchant's guide names every right", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/providers/magento.md"), "utf8");
  const [rights = ""] = /\| Resource \| For \|[\s\S]*?\n\n/.exec(guide) ?? [];
  const scopes = (connector.meta.scopes ?? []).map(({ scope }) => scope);
  expect(scopes.length).toBeGreaterThan(10);
  expect(scopes.filter((scope) => !rights.includes(LABELS[scope] ?? "(no label)"))).toEqual([]);
});

describe("connecting that fails says what is wrong and where to mend it", () => {
  test.each([
    ["an unknown consumer key", { consumerKey: "a".repeat(32) }, /Consumer Key.*integration's page/],
    ["an unknown access token", { accessToken: "b".repeat(32) }, /Access Token.*Activate/],
    ["a wrong consumer secret", { consumerSecret: "c".repeat(32) }, /signature.*secrets is wrong.*proxy/],
    ["a wrong token secret", { accessTokenSecret: "d".repeat(32) }, /signature.*secrets is wrong.*proxy/],
  ])("%s", async (_name, values, texts) => {
    const error = await refusal(nothing, values);
    expect([error.kind, error.message]).toEqual(["auth_revoked", expect.stringMatching(texts)]);
  });

  test("a token of another integration", async () => {
    const other = newIntegration("other");
    const error = await refusal(({ state }) => void state.integrations.push(other), { accessToken: other.token });
    expect(error.message).toMatch(/another integration/);
  });

  test("an integration that is switched off looks like a missing right, and is told as one to activate", async () => {
    const error = await refusal(({ state }) => void Object.assign(state.integrations[0] ?? {}, { active: false }));
    expect([error.kind, error.message]).toEqual(["auth_revoked", expect.stringMatching(/Activate it in Magento/)]);
  });

  test("Bearer is refused by default with the words of a missing right: the switch is named", async () => {
    const error = await refusal(nothing, { authMode: "bearer" });
    expect([error.kind, error.message]).toEqual([
      "auth_revoked",
      expect.stringMatching(/standalone Bearer tokens to Yes/),
    ]);
  });

  test("a shop in maintenance is waited for", async () => {
    expect((await refusal(({ state }) => Object.assign(state, { maintenance: true }))).kind).toBe("transient");
  });

  test("the admin's address, which answers with a page, is the wrong address and no passing trouble", async () => {
    const error = await refusal(({ state }) => Object.assign(state, { isAdminAddress: true }));
    expect(error.info).toMatchObject({ kind: "rejected", field: "baseUrl" });
    expect(error.message).toMatch(/web page.*as customers see it/);
  });

  test("several websites: the codes are listed; an unknown one is refused", async () => {
    const second = ({ state }: MagentoSandbox) =>
      void state.websites.push({ id: 2, code: "b2b", name: "B2B", groupId: 1 });
    expect((await refusal(second)).message).toMatch(/several websites.*base, b2b/);
    expect((await refusal(second, { websiteCode: "nope" })).message).toMatch(/no website "nope".*base, b2b/);
    await using shop = await openShop({ prepare: second, connection: { values: { websiteCode: "base" } } });
    expect(shop.connection.detected.facts.hasOtherWebsites).toBe(true);
  });

  test("websites that sell from one stock are one stock place; those with a stock of their own are not", async () => {
    const locationOf = async (websiteCode: string, stockOfB2b: 1 | 2) => {
      await using shop = await openShop({
        prepare({ state }) {
          state.websites.push({ id: 2, code: "b2b", name: "B2B", groupId: 1 });
          state.views.push({ id: 2, code: "b2b", name: "B2B", websiteId: 2, groupId: 1 });
          if (stockOfB2b === 2) state.stocks.push({ id: 2, name: "Own", websites: [] });
          state.stocks.find(({ id }) => id === stockOfB2b)?.websites.push("b2b");
          state.links.push({ stockId: 2, source: "default", priority: 1 });
        },
        connection: { values: { websiteCode } },
      });
      // Each shop of this test has a port of its own.
      return shop.connection.detected.stockPlace?.replace(/^.*#/, "");
    };
    expect([await locationOf("base", 1), await locationOf("b2b", 1)]).toEqual(["stock-1", "stock-1"]);
    expect([await locationOf("base", 2), await locationOf("b2b", 2)]).toEqual(["stock-1", "stock-2"]);
  });

  test("an unknown store view is refused with the ones there are", async () => {
    expect((await refusal(nothing, { storeCode: "nl" })).message).toMatch(/no store view "nl".*all, default/);
  });

  test("missing rights are named by the shop's own words, and the rest works", async () => {
    const few = new Set(["Magento_Backend::store", "Magento_Catalog::products", "Magento_Sales::actions_view"]);
    await using shop = await openShop({
      prepare: ({ state }) => void Object.assign(state.integrations[0] ?? {}, { resources: few }),
    });
    const { missingScopes, locations } = shop.connection.detected;
    expect(missingScopes.map((one) => one.scope)).toEqual(
      expect.arrayContaining([
        "Magento_InventoryApi::source",
        "Magento_Customer::customer",
        "Magento_SalesRule::quote",
      ]),
    );
    expect(missingScopes.map((one) => one.scope)).toContain("Magento_Catalog::sets");
    expect(missingScopes.map((one) => one.scope)).not.toContain("Magento_Sales::actions_view");
    expect(locations).toEqual([]);
  });

  test("an empty field is named before anything is called", async () => {
    const begin = { state: "s", callbackUrl: "https://hub.example/c", returnUrl: "https://hub.example" };
    const sandbox = await startSandbox({ clock: autoAdvancingClock() });
    try {
      const values = { ...sandbox.shop.credentials(), accessTokenSecret: "" };
      const connection = await openTestConnection(connector, { sandbox, clock: autoAdvancingClock() });
      const error = await connector.connect
        .begin({ ...begin, values }, connection.ctx)
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        info: { kind: "rejected", field: "accessTokenSecret" },
        message: "Enter the Access Token Secret.",
      });
      await connection.close();
    } finally {
      await sandbox.close();
    }
  });
});

describe("connecting", () => {
  test("a connection uses the token as Bearer where the shop allows it", async () => {
    await using shop = await openShop({
      prepare: ({ state }) => Object.assign(state, { bearerAllowed: true }),
      connection: { values: { authMode: "bearer" } },
    });
    expect(shop.connection.detected.account.name).toBe("Main Website");
  });

  test("a connection has the website's sources in their sequence; others are shown and never active", async () => {
    await using shop = await openShop({
      prepare({ state, shop: controls }) {
        controls.addLocation?.("West");
        state.sources.push(
          { code: "alien", name: "Not linked", enabled: true },
          { code: "off", name: "Disabled", enabled: false },
        );
        state.links.push({ stockId: 1, source: "off", priority: 9 }, { stockId: 2, source: "alien", priority: 1 });
      },
    });
    const { locations } = shop.connection.detected;
    expect(locations.filter((one) => one.active).map((one) => one.key)).toEqual(["default", "west"]);
    expect(locations.filter((one) => !one.active).map((one) => one.key)).toEqual(["alien", "off"]);
  });

  test("a shop without the modules of sources is connected without stock, and says so", async () => {
    await using shop = await openShop({
      prepare: ({ state }) => void state.modules.splice(0, state.modules.length, "Magento_Store"),
    });
    expect(shop.connection.ports.stock).toBeUndefined();
    expect(shop.connection.detected.warnings.map(textOf).join(" ")).toMatch(
      /modules for inventory sources are removed/,
    );
  });

  test("an address with more pasted behind it is cut to its base", () => {
    for (const text of [
      "https://s.example/",
      "https://s.example/rest",
      "https://s.example/index.php/",
      "https://s.example/index.php/rest/",
    ])
      expect(shopAddress(text)).toBe("https://s.example");
    expect(shopAddress(" https://s.example/shop/ ")).toBe("https://s.example/shop");
    expect(shopAddress(`https://s.example${"/".repeat(200_000)}x`)).toHaveLength(17 + 200_001);
    expect(shopAddress("https://s.example/restaurant")).toBe("https://s.example/restaurant");
  });

  test("a signature behind a proxy is made over the address the shop sees itself under", async () => {
    const seen: string[] = [];
    await using shop = await openShop();
    const { sandbox } = shop;
    const signed = { ...sandbox, url: sandbox.url };
    const error = await openTestConnection(connector, {
      sandbox: signed,
      clock: shop.clock,
      values: { signedOrigin: "http://inside.example" },
      onExchange: (exchange) => void seen.push(exchange.url),
    }).catch((reason: unknown) => reason);
    // The emulated shop sees itself under its own address: what is signed for another is refused, wherever it is sent.
    expect(error).toMatchObject({ kind: "auth_revoked", message: textWith(/signature/) });
    expect(seen.every((url) => url.startsWith(sandbox.url))).toBe(true);
  });

  test("a nonce is used once: the next attempt has another and passes", async () => {
    await using shop = await openShop();
    const body = JSON.stringify({
      message: "The nonce is already being used by the consumer with ID %1.",
      parameters: ["1"],
    });
    shop.sandbox.faults.add({
      fault: { kind: "status", status: 401, body, headers: { "content-type": "application/json" } },
      times: 1,
    });
    expect(await portOf(shop.connection, "products").bySku?.(["X"], shop.connection.ctx)).toEqual([]);
  });
});

describe("Adobe Commerce as a Cloud Service", () => {
  const values = (sandbox: MagentoSandbox) => ({
    authMode: "ims",
    imsClientId: sandbox.state.ims.clientId,
    imsClientSecret: sandbox.state.ims.secret,
    imsOrgId: sandbox.state.ims.orgId,
  });

  test("a cloud connection signs in with Adobe, calls without /rest and with the store header, and renews once", async () => {
    const clock = autoAdvancingClock();
    const sandbox = await startSandbox({ clock, seed: 7 });
    try {
      const connection = await openTestConnection(connector, { sandbox, clock, values: values(sandbox) });
      sandbox.shop.addGiftCard?.({ code: "GIFT-1", balance: "50.00" });
      const cards = portOf(connection, "giftCards");
      expect(await cards.balance("GIFT-1", connection.ctx)).toMatchObject({
        balance: { minor: 5_000n },
        state: "active",
      });
      expect(await cards.balance("NOPE", connection.ctx)).toBeNull();
      expect(cards.redeem).toBeUndefined();
      expect(connection.ports.orders?.create).toBeUndefined();
      expect(sandbox.calls.every((call) => call.path.startsWith("/V1/") || call.path.startsWith("/ims/"))).toBe(true);
      sandbox.faults.expireTokens();
      await Promise.all(Array.from({ length: 5 }, () => connector.connect.detect(connection.ctx)));
      expect(connection.tokens.generation()).toBe(2);
      await connection.close();
    } finally {
      await sandbox.close();
    }
  });

  test("a wrong client secret is Adobe's no", async () => {
    const clock = autoAdvancingClock();
    const sandbox = await startSandbox({ clock, seed: 7 });
    try {
      const wrong = { ...values(sandbox), imsClientSecret: "wrong-secret-000000000" };
      await expect(openTestConnection(connector, { sandbox, clock, values: wrong })).rejects.toMatchObject({
        kind: "auth_revoked",
        message: textWith(/Adobe Developer Console/),
      });
    } finally {
      await sandbox.close();
    }
  });
});
