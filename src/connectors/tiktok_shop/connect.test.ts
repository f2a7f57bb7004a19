import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { APP } from "../../sandboxes/tiktok_shop/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, CallbackRequest, Completion, Context } from "../kit/contract/contract.ts";
import { must } from "../kit/testing/shop.ts";
import { connect } from "./auth.ts";
import { openShop, type World } from "./testing.ts";

/** The form without a custom app. */
const withoutOwn = (world: World, app: Readonly<Record<string, string>>) => ({
  ...world.sandbox,
  shop: { ...world.shop, credentials: () => ({ market: "row" }), appCredentials: () => app },
});

const begun = (values: Readonly<Record<string, string>>): BeginInput => ({
  values,
  state: "state_0123456789",
  callbackUrl: "https://hub.example/api/connect/abc",
  returnUrl: "https://hub.example/connections",
});

const callback = (query: Readonly<Record<string, string>>): CallbackRequest => ({
  method: "GET",
  url: "https://hub.example/api/integrations/tiktok_shop/oauth/callback",
  query,
  headers: {},
  body: new Uint8Array(),
});

/** A context that knows no host of its own and these secrets alone. */
const bare = (ctx: Context, secrets: Readonly<Record<string, string>>): Context => ({
  ...ctx,
  connection: { account: { externalId: "" }, facts: {}, settings: {} },
  hasSecret: (name) => name in secrets,
  secret: (name) => secrets[name] ?? "",
});

async function contextOf(world: World): Promise<Context> {
  return (await world.connect()).ctx;
}

describe("the consent page", () => {
  it("the consent page is another in the United States, and names service and state", async () => {
    await using world = await openShop();
    const ctx = bare(await contextOf(world), APP);
    const of = async (market: string) => {
      const step = await connect.begin(begun({ market }), ctx);
      return step.step === "redirect" ? step.url : "";
    };
    const query = `service_id=${APP.serviceId}&state=state_0123456789`;
    expect(await of("us")).toBe(`https://services.tiktokshops.us/open/authorize?${query}`);
    expect(await of("row")).toBe(`https://services.tiktokshop.com/open/authorize?${query}`);
  });

  it("the consent page uses the operator's app where the form names none, and the merchant's own where it does", async () => {
    await using world = await openShop();
    const operators = await world.connect({ sandbox: withoutOwn(world, APP) });
    expect(operators.info.settings.usedAppKey).toBe(APP.appKey);
    const own = await world.connect();
    expect(own.detected.account.externalId).toBe(world.state.shop.id);
  });

  it.each(["appKey", "appSecret", "serviceId"])("a custom app without its %s is named as such", async (field) => {
    await using world = await openShop();
    const error = await refusal(world.connect({ values: { [field]: "" } }));
    expect(error.info).toEqual({ kind: "rejected", field });
    expect(error.message).toContain("Partner Center");
  });

  it("a hub without an app says what to enter", async () => {
    await using world = await openShop();
    const error = await refusal(world.connect({ sandbox: withoutOwn(world, {}) }));
    expect(error.message).toContain("TIKTOK_SHOP_APP_KEY");
    expect(error.message).toContain("custom app");
  });
});

describe("coming back from it", () => {
  const answer = async (query: Readonly<Record<string, string>>) => {
    await using world = await openShop();
    const ctx = await contextOf(world);
    return await refusal(connect.complete({ kind: "callback", begin: begun({}), request: callback(query) }, ctx));
  };

  it("another attempt's state is refused before anything is asked", async () => {
    expect((await answer({ state: "other", code: "x" })).message).toContain("does not belong");
  });

  it("a refusal comes as the word null with an error", async () => {
    const error = await answer({ state: "state_0123456789", code: "null", error: "auth_denied" });
    expect(error.message).toContain("not approved");
    expect((await answer({ state: "state_0123456789", code: "null" })).message).toContain("no code");
  });

  it("a used or expired code is refused in words", async () => {
    const error = await answer({ state: "state_0123456789", code: "used" });
    expect(error.kind).toBe("rejected");
    expect(error.message).toContain("30 minutes");
  });

  it("a creator's account is no shop", async () => {
    await using world = await openShop();
    world.state.userType = 1;
    const error = await refusal(world.connect());
    expect(error.message).toContain("not a creator's");
  });
});

describe("one login, many shops", () => {
  async function answered(world: World, values: Readonly<Record<string, string>> = {}): Promise<Completion> {
    const ctx = await contextOf(world);
    const begin = begun(values);
    const step = await connect.begin(begin, ctx);
    const page = await fetch(step.step === "redirect" ? step.url : "", { redirect: "manual" });
    const query = Object.fromEntries(new URL(page.headers.get("location") ?? "").searchParams);
    return connect.complete({ kind: "callback", begin, request: callback(query) }, ctx);
  }

  it("all are told, each with its own cipher; the tokens are the login's", async () => {
    await using world = await openShop();
    const second = must(world.shop.addShop)("Second shop");
    const { grant, accounts, requestedAccountId: meant } = await answered(world);
    expect(accounts).toMatchObject([
      { externalId: world.state.shop.id, name: "Sandbox shop", country: "GB" },
      { externalId: second.account, name: "Second shop", country: "GB" },
    ]);
    expect(new Set(accounts.map(({ secrets }) => secrets?.shopCipher)).size).toBe(2);
    expect([Object.keys(grant.secrets), meant]).toEqual([["accessToken", "refreshToken"], undefined]);
    expect(grant.holder).toBe(`${APP.appKey}:${world.state.login}`);
  });

  it("a store's facts name the seller, whom only the consent tells", async () => {
    await using world = await openShop();
    expect((await world.connect()).detected.facts).toMatchObject({
      name: "Sandbox shop",
      sellerName: "Sandbox seller",
    });
  });

  it("each works with the same tokens, and sees its own goods alone", async () => {
    await using world = await openShop();
    const second = must(world.shop.addShop)("Second shop");
    const items = { title: "Mug", variants: [{ sku: "MUG", price: "5", stock: 5 }] };
    const { key } = second.shop.addProduct(items);
    const first = await world.connect();
    const other = await world.connect({ account: second.account });
    expect(other.detected.account).toEqual({ externalId: second.account, name: "Second shop" });
    expect((await other.ports.products?.get(key, other.ctx))?.title).toBe("Mug");
    expect(await first.ports.products?.get(key, first.ctx)).toBeNull();
  });

  it.each(["id", "code", "name"] as const)("the one wished for by its %s is meant", async (by) => {
    await using world = await openShop();
    must(world.shop.addShop)("Second shop");
    const requested = must(world.state.otherShops[0]).shop;
    expect((await answered(world, { shop: requested[by] })).requestedAccountId).toBe(requested.id);
  });

  it("a shop the login does not open, or no shop at all, is said in words", async () => {
    await using world = await openShop();
    const error = await refusal(world.connect({ values: { shop: "Elsewhere" } }));
    expect(error.message).toContain('does not open the shop "Elsewhere"');
  });
});

describe("the shop owner's grants", () => {
  it("scopes that are missing close their ports and are named with what they disable", async () => {
    await using world = await openShop();
    world.state.grantedScopes = world.state.grantedScopes.filter(
      (scope) => !["seller.product.write", "seller.finance.info", "seller.return_refund.basic"].includes(scope),
    );
    world.state.forbidden.add("/return_refund");
    const { detected, ports, ctx } = await world.connect();
    expect(detected.missingScopes.map(({ scope }) => scope).sort()).toEqual([
      "seller.finance.info",
      "seller.product.write",
      "seller.return_refund.basic",
    ]);
    expect([ports.stock, ports.prices, ports.fees, typeof ports.products]).toEqual([
      undefined,
      undefined,
      undefined,
      "object",
    ]);
    // Orders are told without their claims.
    world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "5", stock: 5 }] });
    const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    world.shop.cancelOrder(key);
    expect((await ports.orders?.get(key, ctx))?.status).toBe("cancelled");
  });

  it("warehouses that may not be read are a missing scope, not a failure", async () => {
    await using world = await openShop();
    world.state.forbidden.add("/logistics");
    const { detected } = await world.connect();
    expect(detected.missingScopes).toEqual([{ scope: "seller.logistics", disables: "warehouses and carriers" }]);
    expect(detected.warnings.map(textOf).join(" ")).toContain("no warehouse");
  });

  it("only warehouses that sell are active locations, and a resting one gets a warning", async () => {
    await using world = await openShop();
    const [main] = world.state.warehouses;
    if (main) main.status = "RESTRICTED";
    const { detected } = await world.connect({ publicUrl: () => null });
    expect(detected.locations).toEqual([{ key: main?.id, name: "Main warehouse", active: false }]);
    expect(detected.warnings.map(textOf).join(" ")).toContain("holiday");
    expect(detected.warnings.map(textOf).join(" ")).toContain("every five minutes");
  });

  it("a shop the authorization no longer covers asks for a new one", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    world.state.shop = { ...world.state.shop, id: "1" };
    expect((await refusal(connect.detect(ctx))).kind).toBe("auth_revoked");
  });

  it("a closed shop keeps its credentials: it is suspended, not revoked", async () => {
    await using world = await openShop();
    const { ctx, ports } = await world.connect();
    world.state.isSellerInactive = true;
    expect((await refusal(ports.products?.get("1", ctx) ?? Promise.resolve())).kind).toBe("suspended");
  });

  it("a rotated app secret is told apart from an expired token", async () => {
    await using world = await openShop();
    const { ctx, secrets } = await world.connect();
    secrets.set("appSecret", "rotated-secret-0123456789");
    expect((await refusal(connect.detect(ctx))).kind).toBe("auth_revoked");
  });
});

describe("tokens", () => {
  it("a token ends at the reported instant, not so many seconds later", async () => {
    await using world = await openShop();
    const { grant, ctx } = await world.connect();
    const days = (Date.parse(grant.expiresAt ?? "") - ctx.clock.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
  });

  it("tokens are both replaced when renewed", async () => {
    await using world = await openShop();
    const { ctx, tokens, ports } = await world.connect();
    const before = [tokens.current("accessToken"), tokens.current("refreshToken")];
    world.sandbox.faults.expireTokens();
    await ports.products?.get("1", ctx);
    expect(before).not.toContain(tokens.current("accessToken"));
    expect(before).not.toContain(tokens.current("refreshToken"));
  });

  it("an authorization that was withdrawn ends as a call to reconnect", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    world.sandbox.faults.revoke();
    const error = await refusal(connect.detect(ctx));
    expect(error.kind).toBe("auth_revoked");
    expect(error.message).toContain("Connect it again");
  });
});
