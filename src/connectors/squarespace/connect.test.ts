import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { APP } from "../../sandboxes/squarespace/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, Context } from "../kit/contract/contract.ts";
import { connect } from "./auth.ts";
import { connector } from "./index.ts";
import { openSite } from "./testing.ts";

const started: BeginInput = {
  values: { authMode: "oauth" },
  state: "state_0123456789",
  callbackUrl: "https://hub.example/api/connect/abc",
  returnUrl: "https://hub.example/connections",
};

/** A context whose secrets are the operator's app alone. */
const appContext = (ctx: Context, secrets: Readonly<Record<string, string>> = APP): Context => ({
  ...ctx,
  hasSecret: (name) => name in secrets,
  secret: (name) => secrets[name] ?? "",
});

describe("connecting by API key", () => {
  it("a connection by API key opens everything but webhooks, and says so", async () => {
    await using site = await openSite();
    const { detected, ports } = await site.connect();
    expect(detected.account).toEqual({ externalId: site.sandbox.state.websiteId, name: "Sandbox site" });
    expect([ports.webhooks, ports.subscriptions]).toEqual([undefined, undefined]);
    expect(Object.keys(ports)).toEqual(
      expect.arrayContaining(["products", "prices", "stock", "orders", "customers", "discounts"]),
    );
    expect(textOf(detected.warnings[0] ?? "")).toContain("Webhooks need this hub's Squarespace app");
  });

  it("a wrong key is refused in words, once", async () => {
    await using site = await openSite();
    const error = await refusal(site.connect({ values: { apiKey: "00000000-0000-4000-8000-000000000000" } }));
    expect(error.kind).toBe("auth_revoked");
    expect(error.message).toContain("does not accept this API key");
  });

  it("permissions of a key cannot be added: what is missing closes its ports and is named", async () => {
    await using site = await openSite();
    const key = site.shop.credentials().apiKey ?? "";
    site.sandbox.state.access.set(key, {
      kind: "key",
      may: new Set(["products", "inventory"]),
      endsAt: Number.POSITIVE_INFINITY,
    });
    const { detected, ports } = await site.connect({ values: { apiKey: key } });
    expect(detected.missingScopes.map(({ disables }) => disables)).toEqual([
      "orders and fulfilment",
      "customers",
      "discount codes at the till",
      "payment fees",
    ]);
    expect([ports.orders, ports.customers, ports.discounts, ports.fees]).toEqual(Array(4).fill(undefined));
    expect(detected.warnings.map(textOf).join(" ")).toContain("generate a new key");
  });

  it("a plan without the Commerce APIs, or a key without permissions, is said in words", async () => {
    await using site = await openSite();
    const key = site.shop.credentials().apiKey ?? "";
    site.sandbox.state.access.set(key, { kind: "key", may: new Set(), endsAt: Number.POSITIVE_INFINITY });
    const error = await refusal(site.connect({ values: { apiKey: key } }));
    expect([error.kind, error.message]).toEqual(["forbidden", expect.stringContaining("plan has no Commerce APIs")]);
  });

  it("an expired site answers 402: suspended, and the key stays good", async () => {
    await using site = await openSite();
    site.sandbox.state.expired = true;
    expect((await refusal(site.connect())).kind).toBe("suspended");
    site.sandbox.state.expired = false;
    await site.connect();
  });

  it("a key is proved by its permissions where the site cannot be read", async () => {
    await using site = await openSite();
    site.sandbox.faults.add({ fault: { kind: "status", status: 404, body: "{}" }, path: "/authorization/website" });
    const { detected } = await site.connect();
    expect(detected.account.externalId).toMatch(/^key-[0-9a-f]{24}$/);
    expect(detected.account.externalId).not.toContain(site.shop.credentials().apiKey ?? "");
  });
});

describe("connecting by the operator's app", () => {
  it("an app requests its scopes with commas between them and for lasting access", async () => {
    await using site = await openSite();
    const { ctx } = await site.connect();
    const step = await connect.begin(started, appContext(ctx));
    const url = new URL(step.step === "redirect" ? step.url : "");
    expect(url.searchParams.get("scope")).toBe(
      "website.orders,website.products,website.inventory,website.contacts,website.discounts,website.transactions.read",
    );
    expect(url.searchParams.get("access_type")).toBe("offline");
    expect(url.searchParams.get("redirect_uri")).toBe(
      "https://hub.example/api/integrations/squarespace/oauth/callback",
    );
  });

  it("a seller is pointed to a key where the hub has no app", async () => {
    await using site = await openSite();
    const { ctx } = await site.connect();
    expect((await refusal(connect.begin(started, appContext(ctx, {})))).message).toContain("Connect with an API key");
  });

  it("a refresh token works once: the next renewal uses the one just brought", async () => {
    await using site = await openSite();
    const { ctx, tokens } = await site.byApp();
    const before = tokens.current("refreshToken");
    for (const round of [2, 3]) {
      site.sandbox.faults.expireTokens();
      await connector.connect.detect(ctx);
      expect(tokens.generation()).toBe(round);
    }
    expect(tokens.current("refreshToken")).not.toBe(before);
    expect(site.sandbox.state.refreshTokens.size).toBe(1);
  });

  it("a foreign state, a refusal and a used code end in words", async () => {
    await using site = await openSite();
    const { ctx } = await site.connect();
    const request = { method: "GET", url: "https://hub.example/cb", headers: {}, body: new Uint8Array() };
    const back = (query: Readonly<Record<string, string>>) =>
      refusal(connect.complete({ kind: "callback", begin: started, request: { ...request, query } }, appContext(ctx)));
    expect((await back({ code: "x", state: "another" })).message).toContain("does not belong");
    expect((await back({ error: "access_denied", state: started.state })).message).toContain("not approved");
    expect(await back({ code: "used", state: started.state })).toMatchObject({ kind: "auth_revoked" });
  });

  it("every call says who is calling", async () => {
    await using site = await openSite();
    const agents: (string | undefined)[] = [];
    await site.byApp({ onExchange: ({ requestHeaders }) => void agents.push(requestHeaders["user-agent"]) });
    expect(new Set(agents)).toEqual(new Set(["Argosy/1.0 (commerce hub)"]));
  });
});
