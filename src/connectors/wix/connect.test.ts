import { describe, expect, it } from "vitest";
import { appKeys } from "../../sandboxes/wix/events.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, CallbackRequest } from "../kit/contract/contract.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { classify } from "./classify.ts";
import { connector } from "./index.ts";
import { openOldSite, openSite, sent } from "./testing.ts";

const BEGIN: BeginInput = {
  values: { authMode: "app" },
  state: "state_1",
  callbackUrl: "https://hub.example/api/connect/abc",
  returnUrl: "https://hub.example/",
};
const callback = (query: Readonly<Record<string, string>>): CallbackRequest => ({
  method: "GET",
  url: "https://hub.example/api/connect/abc",
  query,
  headers: {},
  body: new Uint8Array(),
});

/** A context of nobody yet, with the operator's app. */
function asOperator(connection: TestConnection, secrets: Readonly<Record<string, string>>) {
  const info = { account: { externalId: "" }, facts: {}, settings: {}, endpoint: connection.info.endpoint };
  return connection.context({ connection: info, secrets: { get: (name) => secrets[name] } });
}

describe("connecting with an app", () => {
  it("an app's connection goes through Wix's install page with our state, and comes back with a proved site", async () => {
    await using site = await openSite();
    const { info, grant, detected } = await site.connect();
    const { instanceId, app } = site.sandbox.state;
    expect([info.account.externalId, info.settings.authMode]).toEqual([instanceId, "app"]);
    expect(Object.keys(grant.secrets)).toEqual(["accessToken"]);
    expect(detected.account.name).toBe("Mugs & More");
    expect(sent(site.sandbox, "/oauth2/token")).toEqual([
      { grant_type: "client_credentials", client_id: app.id, client_secret: app.secret, instance_id: instanceId },
    ]);
  });

  it("the token lives four hours and is asked for anew before it ends", async () => {
    await using site = await openSite();
    const { grant, ctx, tokens } = await site.connect();
    expect(Date.parse(grant.expiresAt ?? "") - site.clock.now()).toBeGreaterThan(3.9 * 3_600_000);
    await site.clock.sleep(3.95 * 3_600_000);
    await connector.connect.detect(ctx);
    expect(tokens.generation()).toBe(2);
    expect(sent(site.sandbox, "/oauth2/token")).toHaveLength(2);
  });

  it("the operator's app: its address names the share id, a plain instance id proves nothing", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { app, instanceId } = site.sandbox.state;
    const ctx = asOperator(connection, { appId: app.id, appSecret: app.secret, shareUrlId: "share-1" });
    const step = await connector.connect.begin(BEGIN, ctx);
    const url = new URL(step.step === "redirect" ? step.url : "");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      appId: app.id,
      postInstallationUrl: "https://hub.example/api/connect/abc?state=state_1",
      shareUrlId: "share-1",
    });
    const complete = (query: Readonly<Record<string, string>>) =>
      connector.connect.complete({ kind: "callback", begin: BEGIN, request: callback(query) }, ctx);
    const unproved = await refusal(complete({ state: "state_1", instanceId }));
    expect(unproved.message).toContain("no proof");
    const foreign = await refusal(complete({ state: "another", instanceId }));
    expect(foreign.message).toContain("does not belong");
    const forged = await refusal(complete({ state: "state_1", signedInstance: "signed.by-me" }));
    expect(forged.message).toContain("does not confirm");
    const refused = await refusal(complete({ state: "state_1" }));
    expect(refused.message).toContain("not installed");
  });

  it("a form says so where neither the operator's app nor one of the seller's own is there", async () => {
    await using site = await openSite();
    const ctx = asOperator(await site.connect(), {});
    const error = await refusal(connector.connect.begin(BEGIN, ctx));
    expect(error.message).toContain("WIX_APP_ID");
  });

  it("an app of the seller's own is named whole, never mixed with the operator's", async () => {
    await using site = await openSite();
    const { app } = site.sandbox.state;
    const ctx = asOperator(await site.connect(), { appId: app.id, appSecret: app.secret });
    const begin = (values: Readonly<Record<string, string>>) =>
      refusal(connector.connect.begin({ ...BEGIN, values: { authMode: "app", ...values } }, ctx));
    expect((await begin({ appId: app.id })).message).toContain("secret key");
    expect((await begin({ appSecret: "secret" })).message).toContain("app's id");
    expect((await begin({ appPublicKey: "-----BEGIN NONSENSE-----" })).message).toContain("public key");
  });

  it("an app installed before needs no way over Wix's page: its instance id is in the form", async () => {
    await using site = await openSite();
    const { info } = await site.connect({ values: { instanceId: site.sandbox.state.instanceId } });
    expect(info.account.externalId).toBe(site.sandbox.state.instanceId);
    expect(site.sandbox.calls.some(({ path }) => path.startsWith("/app-installer"))).toBe(false);
    const wrong = await refusal(site.connect({ values: { instanceId: "00000000-0000-4000-8000-0000000000ff" } }));
    expect([wrong.kind, wrong.message]).toEqual(["auth_revoked", expect.stringContaining("instance id is wrong")]);
  });

  it("an app that was removed from the site says what to do", async () => {
    await using site = await openSite();
    const { ctx } = await site.connect();
    site.sandbox.faults.revoke();
    const error = await refusal(connector.connect.detect(ctx));
    expect([error.kind, error.message]).toEqual(["auth_revoked", expect.stringContaining("install it again")]);
  });
});

describe("connecting with an API key", () => {
  it("a form takes the whole address of the dashboard for the site's id", async () => {
    await using site = await openOldSite();
    const { siteId } = site.sandbox.state;
    const address = `https://manage.wix.com/dashboard/${siteId.toUpperCase()}/home`;
    const { info } = await site.connect({ values: { siteId: address } });
    expect([info.account.externalId, info.settings.siteId]).toEqual([siteId, siteId]);
  });

  it.each([
    [{ apiKey: "", authMode: "api_key" }, "API key is missing"],
    [{ siteId: "my-site" }, "site's id is missing"],
  ])("%j: %s", async (values, text) => {
    await using site = await openOldSite();
    expect((await refusal(site.connect({ values }))).message).toContain(text);
  });

  it("a wrong key, and a key that was not given this site, are told apart", async () => {
    await using site = await openOldSite();
    const wrong = await refusal(site.connect({ values: { apiKey: `${site.sandbox.state.apiKey}x` } }));
    expect([wrong.kind, wrong.message]).toEqual(["auth_revoked", expect.stringContaining("API Keys")]);
    const other = await refusal(site.connect({ values: { siteId: "00000000-0000-4000-8000-0000000000ff" } }));
    expect([other.kind, other.message]).toEqual(["forbidden", expect.stringContaining("given for this site")]);
  });

  it("a key is sent raw beside the site's id, and never with an account's", async () => {
    await using site = await openOldSite();
    const { ctx } = await site.connect();
    const request: PlatformRequest = { method: "GET", url: "/x", operation: "x" };
    expect(connector.auth.authorize(request, ctx).headers).toEqual({
      authorization: site.sandbox.state.apiKey,
      "wix-site-id": site.sandbox.state.siteId,
    });
  });
});

describe("a site's real permissions", () => {
  it("a site without Wix Stores says where to add it", async () => {
    await using site = await openSite({ catalog: "NONE" });
    const error = await refusal(site.connect());
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringContaining("Wix Stores is not installed")]);
  });

  it("the two catalogs open different ports, found before anything else is asked", async () => {
    await using v3 = await openSite();
    await using v1 = await openOldSite();
    const [a, b] = [await v3.connect(), await v1.connect()];
    expect([a.info.facts.catalog, b.info.facts.catalog]).toEqual(["V3", "V1"]);
    expect([a.ports.stock?.compareAndSet, b.ports.stock?.compareAndSet]).toEqual(["native", "read"]);
    expect([a.ports.stock?.multiLocation, b.ports.stock?.multiLocation]).toEqual([true, false]);
    expect([a.detected.locations.length, b.detected.locations.length]).toEqual([1, 0]);
    const paths = (site: typeof v3) => site.sandbox.calls.map(({ path }) => path);
    expect(paths(v1).find((path) => path.startsWith("/stores"))).toBe("/stores/v3/provision/version");
    expect(paths(v1).some((path) => path.startsWith("/stores/v3/products"))).toBe(false);
    expect([...v3.sandbox.calls, ...v1.sandbox.calls].filter(({ status }) => status === 428)).toEqual([]);
  });

  it("a call to the other catalog means: what is known of the site is no longer true", async () => {
    await using site = await openOldSite();
    const { ctx } = await site.connect();
    const call = { method: "GET", url: "/stores/v3/products/x", operation: "products.get" } as const;
    expect((await refusal(ctx.http.json(call))).kind).toBe("facts_stale");
  });

  it.each([
    ["orders", "orders"],
    ["payments", "orders"],
    ["fulfillments", "orders"],
    ["products", "products"],
    ["inventory", "stock"],
    ["categories", "categories"],
    ["contacts", "customers"],
    ["coupons", "discounts"],
    ["giftCards", "giftCards"],
  ] as const)(
    "a site without the permission for %s has the port %s closed and the scope named",
    async (subject, port) => {
      await using site = await openSite();
      site.sandbox.state.closed.add(subject);
      const { ports, detected } = await site.connect();
      expect(ports[port]).toBeUndefined();
      expect(detected.missingScopes).toHaveLength(1);
      expect(detected.missingScopes[0]?.scope.length).toBeGreaterThan(5);
    },
  );

  it("a key that may do nothing is refused with where to fix it", async () => {
    await using site = await openSite();
    const all = ["orders", "payments", "fulfillments", "products", "inventory", "categories", "contacts", "coupons"];
    for (const subject of [...all, "giftCards"]) site.sandbox.state.closed.add(subject);
    const error = await refusal(site.connect());
    expect([error.kind, error.message]).toEqual(["forbidden", expect.stringContaining("setup guide")]);
  });

  it("a product is not written without the right to read costs: variants written whole would lose them", async () => {
    await using site = await openSite();
    site.sandbox.state.quirks.merchantDataClosed = true;
    const { ports, detected, ctx } = await site.connect();
    expect([ports.products?.put, ports.prices]).toEqual([undefined, undefined]);
    expect(detected.missingScopes.map(({ scope }) => scope)).toEqual(["SCOPE.STORES.PRODUCT_READ_ADMIN"]);
    const { key } = site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5.00", stock: 9 }] });
    expect((await ports.products?.get(key, ctx))?.title).toBe("Mug");
  });

  it("the public key makes no port; without it webhooks are refused", async () => {
    await using site = await openSite();
    const { ports, secrets } = await site.connect();
    expect(ports.webhooks?.secrets("")).toEqual(["appPublicKey"]);
    expect(secrets.get("appPublicKey")).toBe(appKeys().publicPem);
  });
});

describe("the meaning of an answer", () => {
  const answer = (status: number, json: object | string = {}): PlatformResponse => ({
    status,
    headers: {},
    text: typeof json === "string" ? json : JSON.stringify(json),
    url: "",
  });
  const application = (code: string) => ({ message: code, details: { applicationError: { code } } });
  const request = (operation: string): PlatformRequest => ({ method: "POST", url: "", operation });

  it.each([
    [200, {}, "orders.list", null],
    [400, application("ORDER_IS_PENDING"), "orders.cancel", { kind: "rejected", code: "ORDER_IS_PENDING" }],
    [
      400,
      { details: { validationError: { fieldViolations: [{ field: "product.name" }] } } },
      "products.create",
      { kind: "rejected", field: "product.name" },
    ],
    [400, "{cut", "orders.list", { kind: "rejected" }],
    [401, {}, "orders.list", { kind: "auth_expired" }],
    [401, {}, "oauth.token", { kind: "auth_revoked" }],
    [400, {}, "oauth.token", { kind: "auth_revoked" }],
    [402, {}, "orders.list", { kind: "suspended" }],
    [403, {}, "orders.list", { kind: "forbidden", scope: "SCOPE.DC-STORES.MANAGE-ORDERS" }],
    [403, {}, "catalog.version", { kind: "forbidden", scope: "SCOPE.STORES.CATALOG_READ_LIMITED" }],
    [404, {}, "orders.get", { kind: "not_found" }],
    [409, application("ABORTED"), "products.update", { kind: "conflict" }],
    [409, {}, "products.update", { kind: "conflict" }],
    [
      409,
      application("SKU_ALREADY_EXIST_ERROR"),
      "products.update",
      { kind: "rejected", code: "SKU_ALREADY_EXIST_ERROR" },
    ],
    [428, {}, "products.list", { kind: "facts_stale" }],
    // No header says how long: the documentation asks to begin with five seconds.
    [429, {}, "orders.list", { kind: "throttled", waitMs: 5_000 }],
    [500, {}, "orders.list", { kind: "transient" }],
    [503, "", "oauth.token", { kind: "transient" }],
    [418, {}, "orders.list", { kind: "rejected" }],
  ])("%i %j to %s", (status, json, operation, meaning) => {
    expect(classify(answer(status, json), request(operation))).toEqual(meaning);
  });
});
