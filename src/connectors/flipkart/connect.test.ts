import { describe, expect, it } from "vitest";
import { PARTNER } from "../../sandboxes/flipkart/index.ts";
import { placeOrder } from "../../sandboxes/flipkart/orders.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, Context } from "../kit/contract/contract.ts";
import { auth, connect } from "./auth.ts";
import { connector } from "./index.ts";
import { openAccount, swept } from "./testing.ts";

const begun = (values: Readonly<Record<string, string>>): BeginInput => ({
  values,
  state: "state_0123456789",
  callbackUrl: "https://hub.example/api/connect/abc",
  returnUrl: "https://hub.example/connections",
});

/** A context whose secrets are these alone. */
const withSecrets = (ctx: Context, secrets: Readonly<Record<string, string>>): Context => ({
  ...ctx,
  hasSecret: (name) => name in secrets,
  secret: (name) => secrets[name] ?? "",
});

const DAY_MS = 86_400_000;

describe("an application of one's own", () => {
  it("an own application connects with GET, query and its proof; the token lives for sixty days [B44.1]", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const [call] = account.sandbox.calls;
    expect(`${call?.method} ${call?.path}`).toBe(
      "GET /oauth-service/oauth/token?grant_type=client_credentials&scope=Seller_Api",
    );
    const days = (Date.parse(connection.grant.expiresAt ?? "") - account.clock.now()) / DAY_MS;
    expect(days).toBeGreaterThan(59.9);
    expect(Object.keys(connection.grant.secrets).sort()).toEqual(["accessToken", "appSecret"]);
  });

  it("a token is requested again before its sixty days are over", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    await account.clock.sleep(61 * DAY_MS);
    await swept(connection, "changed");
    expect(connection.tokens.generation()).toBe(2);
  });

  it("a wrong secret, a deactivated application and missing fields say what to look up where", async () => {
    await using account = await openAccount();
    const wrong = await refusal(account.connect({ values: { appSecret: "669a57f4-wrong-secret" } }));
    expect([wrong.kind, wrong.message]).toEqual(["auth_revoked", expect.stringContaining("Developer Access")]);
    for (const [field, other] of [
      ["appId", "appSecret"],
      ["appSecret", "appId"],
    ] as const) {
      const error = await refusal(account.connect({ values: { authMode: "self_access", [field]: "", [other]: "x" } }));
      expect([error.info, error.message]).toEqual([
        { kind: "rejected", field },
        expect.stringContaining("Developer Access"),
      ]);
    }
  });

  it("an application without the scope is told by its name", async () => {
    await using account = await openAccount();
    account.sandbox.faults.add({ fault: { kind: "status", status: 403, body: "{}" }, path: "/filter" });
    const error = await refusal(account.connect());
    expect(error.info).toEqual({ kind: "forbidden", scope: "Seller_Api" });
  });

  it("a connection's facts contain GSTIN, currency, zone and locations, and it has all ports [A2.11, B44.4]", async () => {
    await using account = await openAccount();
    const { detected, ports } = await account.connect({ values: { gstin: "29abcde1234f1z5" } });
    expect(detected.facts).toMatchObject({
      gstin: "29ABCDE1234F1Z5",
      currency: "INR",
      timeZone: "Asia/Kolkata",
      locations: account.sandbox.state.locations,
    });
    expect(detected.account.externalId).toBe(account.sandbox.state.sellerId);
    expect(Object.keys(ports).sort()).toEqual([...connector.maximum].sort());
  });

  it("locations come from listings and an unpublished call, and from listings alone where that call is not there", async () => {
    await using account = await openAccount();
    const [home] = account.sandbox.state.locations;
    const none = { locationIds: "" };
    expect((await account.connect({ values: none })).detected.locations.map(({ key }) => key)).toEqual([home]);
    account.sandbox.state.tellsLocations = true;
    account.sandbox.state.locations.push("LOCnew1");
    const { detected } = await account.connect({ values: none });
    expect(detected.locations.map(({ key }) => key).sort()).toEqual([home, "LOCnew1"].sort());
  });

  it("an application names the account where no seller id is entered", async () => {
    await using account = await openAccount();
    const { detected } = await account.connect({ values: { sellerId: "" } });
    expect(detected.account.externalId).toBe(account.sandbox.state.appId);
  });
});

describe("the hub's partner application", () => {
  const partner = { authMode: "partner_oauth", appId: "", appSecret: "" };

  it("a partner application uses the registered address, and rotates the refresh token [B44.1]", async () => {
    await using account = await openAccount();
    const connection = await account.connect({ values: partner });
    expect(Object.keys(connection.grant.secrets).sort()).toEqual(["accessToken", "refreshToken"]);
    const before = connection.tokens.current("refreshToken");
    account.sandbox.faults.expireTokens();
    placeOrder(account.sandbox.state, { lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    expect((await swept(connection, "changed")).items).toHaveLength(1);
    expect([connection.tokens.generation(), connection.tokens.current("refreshToken") === before]).toEqual([2, false]);
    expect(JSON.stringify(connection.calls)).not.toContain(before);
  });

  it("an account has to be connected again after 180 days without use, and its error says so", async () => {
    await using account = await openAccount();
    const connection = await account.connect({ values: partner });
    await account.clock.sleep(181 * DAY_MS);
    const error = await refusal(swept(connection, "changed"));
    expect([error.kind, error.message]).toEqual(["auth_revoked", expect.stringContaining("180 days")]);
  });

  it("a consent page is opened at Flipkart's root with the hub's one address", async () => {
    await using account = await openAccount();
    const { ctx } = await account.connect();
    const step = await connect.begin(begun({ authMode: "partner_oauth" }), withSecrets(ctx, PARTNER));
    const url = new URL(step.step === "redirect" ? step.url : "");
    expect(url.pathname).toBe("/oauth-service/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: PARTNER.clientId,
      redirect_uri: "https://hub.example/api/integrations/flipkart/oauth/callback",
      response_type: "code",
      scope: "Seller_Api",
      state: "state_0123456789",
    });
  });

  it("consent without the application, with another's answer or without approval is refused with a reason", async () => {
    await using account = await openAccount();
    const { ctx } = await account.connect();
    const none = await refusal(connect.begin(begun({ authMode: "partner_oauth" }), withSecrets(ctx, {})));
    expect(none.message).toContain("no Flipkart partner application");
    const callback = (query: Readonly<Record<string, string>>) =>
      refusal(
        connect.complete(
          {
            kind: "callback",
            begin: begun({ authMode: "partner_oauth" }),
            request: { method: "GET", url: "https://hub.example/cb", query, headers: {}, body: new Uint8Array() },
          },
          withSecrets(ctx, PARTNER),
        ),
      );
    expect((await callback({ state: "other", code: "x" })).message).toContain("Start again");
    expect((await callback({ state: "state_0123456789", error: "access_denied" })).message).toContain("not approved");
    expect((await callback({ state: "state_0123456789" })).message).toContain("no code");
    expect((await callback({ state: "state_0123456789", code: "guess" })).kind).toBe("auth_revoked");
  });

  it("an account without any data cannot be named and is refused", async () => {
    await using account = await openAccount();
    for (const key of account.shop.skus()) account.shop.removeProduct(key);
    const error = await refusal(account.connect({ values: { ...partner, sellerId: "", locationIds: "" } }));
    expect([error.info, error.message]).toEqual([
      { kind: "rejected", field: "sellerId" },
      expect.stringContaining("seller id"),
    ]);
  });
});

describe("calls", () => {
  it("calls go to the environment that was chosen", async () => {
    await using account = await openAccount();
    const { context } = await account.connect();
    const hostOf = (environment: string) =>
      auth.baseUrl(context({ connection: { account: { externalId: "" }, facts: {}, settings: { environment } } }));
    expect([hostOf("production"), hostOf("sandbox")]).toEqual([
      "https://api.flipkart.net",
      "https://sandbox-api.flipkart.net",
    ]);
  });

  it.each([
    [undefined, 1_000],
    ["250", 250],
    ["0", 60],
    ["none", 1_000],
  ])("calls stay below the budget of an hour (setting %s: %i)", (requestsPerHour, most) => {
    const settings = requestsPerHour === undefined ? {} : { requestsPerHour };
    const limits = connector.limits?.({ account: { externalId: "s" }, facts: {}, settings }) ?? [];
    const budget = limits.find(({ id }) => id.startsWith("budget"));
    expect((budget?.burst ?? 0) + (budget?.rate ?? 0) * 3_600).toBeCloseTo(most);
    expect(limits.find(({ id }) => id === "pace")).toMatchObject({ rate: 2, concurrency: 1 });
  });

  it.each([
    [499, "{}", "transient"],
    [503, "", "transient"],
    [422, '{"errors":[{"errorCode":"DEPENDENT_SYSTEM_CALL_FAILED"}]}', "transient"],
    [422, '{"errors":[{"errorCode":"UNPROCESSABLE_ENTITY"}]}', "rejected"],
    [400, "no JSON", "rejected"],
    [404, "{}", "not_found"],
    [429, "{}", "throttled"],
    [401, '{"error":"unauthorized"}', "auth_expired"],
  ] as const)("a call answered with %i %s is %s", (status, text, kind) => {
    const response = { status, text, headers: {}, url: "" };
    const request = { method: "GET", url: "/sellers/v3/shipments", operation: "shipments.get" } as const;
    expect(connector.classify(response, request)?.kind).toBe(kind);
  });
});
