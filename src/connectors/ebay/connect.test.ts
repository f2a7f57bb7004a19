import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, Context } from "../kit/contract/contract.ts";
import { followCommand } from "../kit/testing/commands.ts";
import { connect } from "./connect.ts";
import { api, apiz, consentPage } from "./hosts.ts";
import { ALL_SCOPES } from "./scopes.ts";
import { signed } from "./signing.ts";
import { type Account, callsTo, mug, openAccount } from "./testing.ts";

const BEGIN: BeginInput = {
  values: {},
  state: "state-1",
  callbackUrl: "https://hub.example/api/connect/state-1",
  returnUrl: "https://hub.example/stores",
};

/** A context before anything is connected. */
async function unconnected({ shop, connect: open }: Account): Promise<Context> {
  const { context, info } = await open();
  const existing = shop.appCredentials?.() ?? {};
  return context({
    connection: { ...info, account: { externalId: "" }, settings: {} },
    secrets: { get: (name) => existing[name] },
  });
}

async function consented(ctx: Context, begin: BeginInput = BEGIN) {
  const step = await connect.begin(begin, ctx);
  if (step.step !== "redirect") throw new Error("no redirect");
  const answer = await fetch(step.url, { redirect: "manual" });
  const query = Object.fromEntries(new URL(answer.headers.get("location") ?? "").searchParams);
  const request = { method: "GET", url: begin.callbackUrl, query, headers: {}, body: new Uint8Array() };
  return { kind: "callback" as const, begin, request };
}

describe("consent", () => {
  it("consent covers every site of the account, each with its own settings, and picks the one the form named", async () => {
    await using account = await openAccount();
    const ctx = await unconnected(account);
    const open = await connect.complete(await consented(ctx), ctx);
    const { userId } = account.state;
    expect(open.accounts.map(({ externalId }) => externalId)).toContain(`${userId}:EBAY_DE`);
    expect(open.accounts.length).toBe(12);
    expect(open.requestedAccountId).toBeUndefined();
    const named = { ...BEGIN, values: { marketplaceId: "EBAY_DE" } };
    const done = await connect.complete(await consented(ctx, named), ctx);
    expect(done.requestedAccountId).toBe(`${userId}:EBAY_DE`);
    expect(done.accounts.find(({ country }) => country === "DE")?.settings).toEqual({ marketplaceId: "EBAY_DE" });
    expect(done.grant.holder).toContain(userId);
  });

  it("two sites of a seller show one stock", async () => {
    await using account = await openAccount();
    const here = await account.connect();
    const there = await account.connect({ values: { marketplaceId: "EBAY_DE" } });
    expect([here.detected.stockPlace, there.detected.stockPlace]).toEqual([account.state.userId, account.state.userId]);
    expect([here.info.facts.currency, there.info.facts.currency]).toEqual(["USD", "EUR"]);
  });

  it("consent names the sites that sold lately and are not connected", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A"));
    account.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const values = { marketplaceId: "EBAY_DE" };
    const warned = async (settings = {}) =>
      (await account.connect({ values, settings })).detected.warnings.filter((one) => textOf(one).includes("EBAY_US"));
    expect([(await warned()).length, (await warned({ orderSites: "EBAY_US" })).length]).toEqual([1, 0]);
  });

  it("a keyset that lacks one right gets no consent, and the seller is told", async () => {
    await using account = await openAccount();
    const ctx = await unconnected(account);
    account.state.keyset.delete("https://api.ebay.com/oauth/api_scope/sell.finances");
    expect((await refusal(connect.complete(await consented(ctx), ctx))).message).toContain("not given your consent");
  });

  it("a renewal requests the scopes that were consented to, and a wider list is refused", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    expect(connection.info.settings.scopes).toBe(ALL_SCOPES);
    account.sandbox.faults.expireTokens();
    await connection.ports.orders?.get("unknown", connection.ctx);
    const [, renewal] = callsTo(account, "/oauth2/token");
    expect(new URLSearchParams(renewal?.requestBody).get("scope")).toBe(ALL_SCOPES);
    expect(renewal?.status).toBe(200);
  });

  it("consent does not start without a RuName", async () => {
    await using account = await openAccount();
    const { context } = await account.connect();
    const existing: Readonly<Record<string, string>> = { clientId: "a", clientSecret: "b" };
    const ctx = context({ secrets: { get: (name) => existing[name] } });
    expect((await refusal(connect.begin(BEGIN, ctx))).message).toContain("no eBay application");
  });
});

describe("hosts", () => {
  const ctx = (environment?: string) => ({
    connection: { account: { externalId: "" }, facts: {}, settings: {} },
    hasSecret: () => environment !== undefined,
    secret: () => environment ?? "",
  });

  it("each API is asked at its own, in production and in eBay's test environment", () => {
    expect([api(ctx()), apiz(ctx()), consentPage(ctx())]).toEqual([
      "https://api.ebay.com",
      "https://apiz.ebay.com",
      "https://auth.ebay.com/oauth2/authorize",
    ]);
    expect([api(ctx("sandbox")), apiz(ctx("sandbox"))]).toEqual([
      "https://api.sandbox.ebay.com",
      "https://apiz.sandbox.ebay.com",
    ]);
  });
});

describe("signatures", () => {
  it("a seller of the United Kingdom signs refunds and cancellations, one of the United States does not", async () => {
    for (const [currency, isSigned] of [
      ["GBP", true],
      ["USD", false],
    ] as const) {
      await using account = await openAccount(currency);
      account.shop.addProduct(mug("A"));
      const key = account.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
      const connection = await account.connect();
      expect(callsTo(account, "/signing_key").length).toBe(isSigned ? 1 : 0);
      const amount = { minor: 300n, currency };
      const refund = { kind: "refund", amount, lines: [], moveMoney: true } as const;
      expect((await followCommand(connection, key, refund)).result.state).toBe("done");
      const other = account.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
      const cancel = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false } as const;
      expect((await followCommand(connection, other, cancel)).result.state).toBe("done");
    }
  });

  it("a signature covers the lines eBay names, in their sequence, without a last newline, and no query", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const der = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
    const secrets: Readonly<Record<string, string>> = { signingKey: der, signingJwe: "jwe-1" };
    const bytes = Buffer.from('{"a":1}');
    const { headers = {} } = signed(
      {
        method: "POST",
        url: "https://api.ebay.com/sell/fulfillment/v1/order/1/issue_refund?x=1",
        body: { bytes, contentType: "application/json" },
        operation: "refunds.issue",
      },
      { secret: (name) => secrets[name] ?? "", shopNow: () => 1_700_000_000_123 },
    );
    const digest = createHash("sha256").update(bytes).digest("base64");
    const parameters = '("content-digest" "x-ebay-signature-key" "@method" "@path" "@authority");created=1700000000';
    const base = [
      `"content-digest": sha-256=:${digest}:`,
      '"x-ebay-signature-key": jwe-1',
      '"@method": POST',
      '"@path": /sell/fulfillment/v1/order/1/issue_refund',
      '"@authority": api.ebay.com',
      `"@signature-params": ${parameters}`,
    ].join("\n");
    expect(headers["signature-input"]).toBe(`sig1=${parameters}`);
    const [, signature = ""] = /^sig1=:(.+):$/.exec(headers.signature ?? "") ?? [];
    expect(verify(null, Buffer.from(base), publicKey, Buffer.from(signature, "base64"))).toBe(true);
  });
});
