import { describe, expect, it } from "vitest";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, Context } from "../kit/contract/contract.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connect } from "./connect.ts";
import { connector } from "./index.ts";
import { openShop, type Shop } from "./testing.ts";

const BEGIN: BeginInput = {
  values: {},
  state: "state-1",
  callbackUrl: "https://hub.example/api/connect/state-1",
  returnUrl: "https://hub.example/stores",
};

/** A context before anything is connected. */
async function unconnected(shop: Shop, secrets: Readonly<Record<string, string>> = {}): Promise<Context> {
  const { context, info } = await shop.connect();
  const { settings: _, ...bare } = info;
  const existing = { ...shop.shop.appCredentials?.(), ...secrets };
  return context({
    connection: { ...bare, account: { externalId: "" }, settings: {} },
    secrets: { get: (name) => existing[name as keyof typeof existing] },
  });
}

const callback = (query: Readonly<Record<string, string>>, begin: BeginInput = BEGIN) => ({
  kind: "callback" as const,
  begin,
  request: { method: "GET", url: begin.callbackUrl, query, headers: {}, body: new Uint8Array() },
});

async function consent(shop: Shop, ctx: Context, begin: BeginInput = BEGIN): Promise<Readonly<Record<string, string>>> {
  const step = await connect.begin(begin, ctx);
  if (step.step !== "redirect") throw new Error("no redirect");
  const answer = await fetch(step.url, { redirect: "manual" });
  expect(shop.sandbox.calls.at(-1)?.status).toBe(302);
  return Object.fromEntries(new URL(answer.headers.get("location") ?? "").searchParams);
}

describe("consent", () => {
  it("consent uses the new link: unsigned, with the state, without the key", async () => {
    await using shop = await openShop();
    const step = await connect.begin(BEGIN, await unconnected(shop));
    const url = new URL(step.step === "redirect" ? step.url : "");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      partner_id: "2001887",
      auth_type: "seller",
      redirect_uri: BEGIN.callbackUrl,
      response_type: "code",
      state: "state-1",
    });
  });

  it("consent uses the older link where the operator wants it: signed, `redirect`, no state", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop, { consentLink: "signed" });
    const query = await consent(shop, ctx);
    expect(query.state).toBeUndefined();
    const done = await connect.complete(callback(query), ctx);
    expect(done.accounts[0]?.settings).toEqual({ shopId: String(shop.state.shopId) });
  });

  it("an answer of another attempt, without a code, or of a sub-account is refused", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    for (const [query, texts] of [
      [{ code: "c", shop_id: "1", state: "other" }, /does not belong/],
      [{ code: "c", shop_id: "1" }, /does not belong/],
      [{ shop_id: "1", state: "state-1" }, /not approved/],
      [{ code: "c", state: "state-1" }, /sub-accounts/],
      [{ code: "c", shop_id: "../1", state: "state-1" }, /named no shop/],
    ] as const) {
      const error = await refusal(connect.complete(callback(query), ctx));
      expect([error.kind, error.message]).toEqual(["rejected", expect.stringMatching(texts)]);
    }
  });

  it("a code works once and for ten minutes", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    const query = await consent(shop, ctx);
    await connect.complete(callback(query), ctx);
    expect((await refusal(connect.complete(callback(query), ctx))).message).toMatch(/used already/);
    const late = await consent(shop, ctx);
    await shop.clock.sleep(11 * 60_000);
    expect((await refusal(connect.complete(callback(late), ctx))).message).toMatch(/older than 10 minutes/);
  });
});

describe("main accounts", () => {
  const beginFor = (shopId: string): BeginInput => ({ ...BEGIN, values: { shopId } });

  it("consent by one code covers several shops: each has its name, its market and a pair of tokens of its own", async () => {
    await using shop = await openShop("MYR");
    const ctx = await unconnected(shop);
    const other = must(shop.shop.addShop)("Second shop");
    const done = await connect.complete(callback(await consent(shop, ctx)), ctx);
    expect(done.accounts).toMatchObject([
      { externalId: String(shop.state.shopId), name: "Sandbox shop", country: "MY" },
      { externalId: other.account, name: "Second shop", country: "MY" },
    ]);
    const owners = done.accounts.map(({ grant }) => shop.state.access.get(grant?.secrets.accessToken ?? "")?.shop);
    expect(owners.map(String)).toEqual(done.accounts.map(({ externalId }) => externalId));
  });

  it("a main account opens the requested shop; without a request, its only shop", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    const { account } = must(shop.shop.addShop)("Second shop");
    const begin = beginFor(account);
    const requested = await connect.complete(callback(await consent(shop, ctx, begin), begin), ctx);
    expect(requested.accounts.map(({ externalId }) => externalId)).toEqual([account]);
    shop.state.mainAccount = { id: 9001, shops: [shop.state.shopId] };
    const only = await connect.complete(callback(await consent(shop, ctx)), ctx);
    expect(only.accounts.map(({ externalId }) => externalId)).toEqual([String(shop.state.shopId)]);
  });

  it("a shop Shopee gives no token for is left out, the others can be connected", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    must(shop.shop.addShop)("Second shop");
    const query = await consent(shop, ctx);
    const body = '{"error":"error_auth","message":"shop is banned","request_id":"1"}';
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "access_token/get", times: 1 });
    expect((await connect.complete(callback(query), ctx)).accounts).toHaveLength(1);
  });

  it("a shop the account does not hold, or another one than signed in, is refused", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    const begin = beginFor("77");
    expect((await refusal(connect.complete(callback(await consent(shop, ctx, begin), begin), ctx))).message).toMatch(
      /signed in to shop/,
    );
    shop.state.mainAccount = { id: 9001, shops: [55] };
    expect((await refusal(connect.complete(callback(await consent(shop, ctx, begin), begin), ctx))).message).toMatch(
      /not to shop 77/,
    );
    shop.state.mainAccount = { id: 9001, shops: [] };
    expect((await refusal(connect.complete(callback(await consent(shop, ctx)), ctx))).message).toMatch(/no shop/);
    expect((await refusal(connect.begin(beginFor("my shop"), ctx))).message).toMatch(/is a number/);
  });
});

describe("tokens", () => {
  it("an access token lives for four hours, and is renewed five minutes before its end", async () => {
    await using shop = await openShop();
    const { ctx, grant, tokens } = await shop.connect();
    expect(Date.parse(grant.expiresAt ?? "") - shop.clock.now()).toBeGreaterThan(3.9 * 3_600_000);
    await shop.clock.sleep(3.95 * 3_600_000);
    await connector.connect.detect(ctx);
    expect(tokens.generation()).toBe(2);
    expect(tokens.current("refreshToken")).not.toBe(grant.secrets.refreshToken);
  });

  it("an expiry that is a moment, as one official sample prints it, is no length of time", async () => {
    await using shop = await openShop();
    const ctx = await unconnected(shop);
    const query = await consent(shop, ctx);
    const at = Math.floor(shop.clock.now() / 1000) + 14_400;
    const body = JSON.stringify({
      error: "",
      message: "",
      access_token: "a".repeat(16),
      refresh_token: "r".repeat(16),
      expire_in: at,
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "auth/token/get", times: 1 });
    const done = await connect.complete(callback(query), ctx);
    expect(done.grant.expiresAt).toBe(new Date(at * 1000).toISOString());
  });

  it("a refresh token that was used or has ended asks for a new consent", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    shop.sandbox.faults.revoke();
    const error = await refusal(connector.connect.detect(ctx));
    expect([error.kind, error.message]).toEqual(["auth_revoked", expect.stringMatching(/Connect it again/)]);
  });

  it("a consent that has ended by its date asks for a new one", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    shop.state.consentEndsAt = Math.floor(shop.clock.now() / 1000) - 1;
    expect((await refusal(connector.connect.detect(ctx))).kind).toBe("auth_revoked");
  });
});

describe("detection of a shop", () => {
  it("a shop's region, currency, end of consent and one number for stock are detected", async () => {
    await using shop = await openShop("MYR");
    const { detected } = await shop.connect();
    expect(detected.account).toEqual({ externalId: String(shop.state.shopId), name: "Sandbox shop" });
    expect(detected.facts).toMatchObject({ region: "MY", currency: "MYR", locations: 0, missing: [] });
    expect([detected.locations, detected.warnings]).toEqual([[], []]);
  });

  it("a consent that ends soon is warned of with its day", async () => {
    await using shop = await openShop();
    shop.state.consentEndsAt = Math.floor(shop.clock.now() / 1000) + 7 * 86_400;
    expect((await shop.connect()).detected.warnings).toEqual([textWith(/ends on 2026-11-27.*365 days/)]);
  });

  it("banned and frozen shops keep their credentials and are tried again", async () => {
    for (const status of ["BANNED", "FROZEN"] as const) {
      await using shop = await openShop();
      shop.state.shopStatus = status;
      const error = await refusal(shop.connect());
      expect([error.kind, error.message]).toEqual(["suspended", expect.stringMatching(/Seller Centre/)]);
    }
  });

  it("a shop of global products is refused in words", async () => {
    await using shop = await openShop();
    shop.state.isGlobal = true;
    const error = await refusal(shop.connect());
    expect([error.kind, error.message]).toEqual(["unsupported", expect.stringMatching(/global products/)]);
  });

  it("a port the app's type may not use is missing, with the reason", async () => {
    await using shop = await openShop();
    shop.state.forbidden.add("payment/");
    shop.state.forbidden.add("product/");
    const { detected, ports } = await shop.connect();
    expect(detected.missingScopes.map(({ disables }) => disables)).toEqual(["products", "fees"]);
    expect([ports.products, ports.stock, ports.fees]).toEqual([undefined, undefined, undefined]);
    expect(must(ports.orders).sweeps.length).toBeGreaterThan(0);
  });

  it("warehouses are stock locations where the shop has them", async () => {
    await using shop = await openShop();
    shop.state.locations.set("SGZ", "Main").set("SG2", "Second");
    const { detected } = await shop.connect();
    expect(detected.locations).toEqual([
      { key: "SGZ", name: "Main", active: true },
      { key: "SG2", name: "Second", active: true },
    ]);
    expect(detected.facts.locations).toBe(2);
  });

  it("an address the app did not declare is named as such", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const body = JSON.stringify({
      error: "source_ip_undeclared",
      message: "Request Source IP (10.0.0.1) is undeclared.",
      request_id: "1",
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body } });
    expect((await refusal(connector.connect.detect(ctx))).message).toMatch(/IP address declared/);
  });
});
