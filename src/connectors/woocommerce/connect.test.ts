import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import { startSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { ApiKey } from "../../sandboxes/woocommerce/state.ts";
import { approve, echoedUserId } from "../../sandboxes/woocommerce/wc-auth.ts";
import type { BeginInput } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { authorizeUrl, connect } from "./connect.ts";
import { detect, refusal } from "./detect.ts";
import { normaliseSiteUrl } from "./discover.ts";
import { connector } from "./index.ts";
import { withShop } from "./testing.ts";

/** The words of a failed connection test. */
async function textsFor(
  prepare: (sandbox: WooSandbox) => Partial<ApiKey> | undefined,
  values: Record<string, string> = {},
): Promise<string> {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock });
  const key = prepare(sandbox) ?? {};
  const keys = { ...(key.key ? { consumerKey: key.key } : {}), ...(key.secret ? { consumerSecret: key.secret } : {}) };
  try {
    const connection = await openTestConnection(connector, { sandbox, clock, values: { ...keys, ...values } });
    await connection.close();
    return "connected";
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return `${error.kind}: ${error.message}`;
  } finally {
    await sandbox.close();
  }
}

describe("the connection test says what to change", () => {
  it("a wrong secret", async () => {
    expect(await textsFor(() => undefined, { consumerSecret: `cs_${"0".repeat(40)}` })).toMatch(
      /^auth_revoked: The consumer secret does not belong/,
    );
  });
  it("an unknown key", async () => {
    expect(await textsFor(() => undefined, { consumerKey: `ck_${"0".repeat(40)}` })).toMatch(
      /^auth_revoked: The shop does not know this consumer key/,
    );
  });
  it("a read-only key", async () => {
    expect(await textsFor((sandbox) => sandbox.addKey("read", "administrator"))).toMatch(
      /^forbidden: This key may only read/,
    );
  });
  it("a write-only key, which passes the proof of writing", async () => {
    expect(await textsFor((sandbox) => sandbox.addKey("write", "administrator"))).toMatch(
      /^forbidden: This key may only write/,
    );
  });
  it("a key whose user has no rights", async () => {
    expect(await textsFor((sandbox) => sandbox.addKey("read_write", "subscriber"))).toMatch(
      /^forbidden: The key is valid, but its WordPress user/,
    );
  });
  it("a Shop manager's key is enough", async () => {
    expect(await textsFor((sandbox) => sandbox.addKey("read_write", "shop_manager"))).toBe("connected");
  });
  it("plain permalinks are refused with what to change", async () => {
    const text = await textsFor((sandbox) => {
      sandbox.state.features.plainPermalinks = true;
    });
    expect(text).toMatch(/^rejected: No REST API was found.*Permalinks/);
  });
  it("a firewall before the REST API", async () => {
    const text = await textsFor((sandbox) => {
      sandbox.faults.add({
        fault: { kind: "status", status: 403, body: "<html>Blocked</html>", headers: { "content-type": "text/html" } },
        path: "/wc/v3/orders",
      });
    });
    expect(text).toMatch(/^forbidden: The shop's firewall/);
  });
  it("invalid keys are refused with what to change", async () => {
    expect(await textsFor(() => undefined, { consumerKey: "ck_short" })).toMatch(/^rejected: A consumer key is ck_/);
  });
});

describe("refusals as a shop over https words them", () => {
  const answer = (status: number, body: unknown) => ({
    status,
    headers: { "content-type": "application/json" },
    text: JSON.stringify(body),
    url: "https://shop.example/wp-json/wc/v3/orders",
  });
  const unknown = answer(401, {
    code: "woocommerce_rest_cannot_view",
    message: "Sorry, you cannot list resources.",
    data: { status: 401 },
  });
  const site = (home: string) => ({ siteUrl: "https://shop.example", root: { home } });

  it("a refusal distinguishes a proxy that hides TLS from an unknown key", () => {
    expect(refusal(unknown, site("http://shop.example"), "read").message).toMatch(/does not see the secure connection/);
    expect(refusal(unknown, site("https://shop.example"), "read").message).toMatch(/does not know this consumer key/);
  });
  it("a refusal for role or scope of writing does not depend on the shop's language", () => {
    expect(
      refusal(
        answer(403, { code: "woocommerce_rest_cannot_view", message: "Nope", data: { status: 403 } }),
        null,
        "read",
      ).info,
    ).toEqual({ kind: "forbidden", scope: "role" });
    expect(
      refusal(
        answer(401, {
          code: "woocommerce_rest_authentication_error",
          message: "Keine Berechtigung",
          data: { status: 401 },
        }),
        null,
        "write",
      ).info,
    ).toEqual({ kind: "forbidden", scope: "write" });
  });
});

describe("addresses", () => {
  it.each([
    ["shop.example", "https://shop.example"],
    ["https://Shop.Example/", "https://shop.example"],
    ["https://shop.example/store/wp-admin/index.php", "https://shop.example/store"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["https://shop.example/wp-json/wc/v3", "https://shop.example"],
  ])("%s is kept as %s", (typed, stored) => expect(normaliseSiteUrl(typed)).toBe(stored));
  it("an address that is none, or has a password in it, is refused", () => {
    expect(normaliseSiteUrl(`https://s.example${"/".repeat(200_000)}x`)).toHaveLength(17 + 200_001);
    expect(() => normaliseSiteUrl("")).toThrow(ConnectorError);
    expect(() => normaliseSiteUrl("https://user:pw@shop.example")).toThrow(ConnectorError);
  });
});

describe("detection of a shop", () => {
  it.each([
    ["yes", "no", "without"],
    ["yes", "yes", "with"],
    ["no", "no", "with"],
  ])("taxes %s, prices entered with tax %s: Argosy holds prices %s tax", async (reckons, includes, priceTax) => {
    await withShop(async ({ detected }) => expect(detected.facts).toMatchObject({ priceTax }), {
      prepare: ({ state }) => {
        for (const [id, value] of Object.entries({
          woocommerce_calc_taxes: reckons,
          woocommerce_prices_include_tax: includes,
        })) {
          const setting = state.settings.get(id);
          if (setting) state.settings.set(id, { ...setting, value });
        }
      },
    });
  });

  it("a shop with stock management off gets a warning, and its plugins and units are named", async () => {
    await withShop(
      async ({ detected }) => {
        expect(detected.warnings.map(textOf).join(" ")).toMatch(/Stock management is switched off/);
        expect(detected.facts).toMatchObject({
          email: "admin@shop.example",
          country: "NL",
          currency: "KWD",
          decimals: 3,
          managesStock: false,
          fulfilments: true,
          timeZone: "Africa/Cairo",
          modifiedFilter: true,
        });
        expect(detected.locations).toEqual([{ key: "", name: "Sample Store", active: true }]);
      },
      {
        currency: "KWD",
        prepare: (sandbox) => {
          const setting = sandbox.state.settings.get("woocommerce_manage_stock");
          if (setting) sandbox.state.settings.set(setting.id, { ...setting, value: "no" });
          sandbox.state.features.fulfilments = true;
        },
      },
    );
  });
});

describe("a shop that is being updated", () => {
  it("every call is told as maintenance, and the shop answers as before when it is over", async () => {
    await withShop(async (shop) => {
      shop.sandbox.state.features.maintenance = true;
      const get = () => shop.ports.orders?.get("1", shop.ctx);
      await expect(get()).rejects.toMatchObject({ info: { kind: "transient", maintenance: true } });
      await expect(detect(shop.ctx)).rejects.toMatchObject({ info: { kind: "transient", maintenance: true } });
      shop.sandbox.state.features.maintenance = false;
      expect(await get()).toBeNull();
      expect((await detect(shop.ctx)).account.name).toBe("Sample Store");
    });
  });
});

describe("one click (wc-auth)", () => {
  const begin = (url: string): BeginInput => ({
    values: { siteUrl: url },
    state: "st_9f2c-opaque_state",
    callbackUrl: "https://hub.example/api/integrations/woocommerce/oauth/callback",
    returnUrl: "https://hub.example/stores",
  });
  const grant = (userId: string | number) => ({
    key_id: 1,
    user_id: userId,
    consumer_key: `ck_${"a".repeat(40)}`,
    consumer_secret: `cs_${"b".repeat(40)}`,
    key_permissions: "read_write",
  });
  const request = (body: unknown, more: object = {}) => ({
    method: "POST",
    url: "https://hub.example/cb",
    query: {},
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    ...more,
  });

  it("one click sends the merchant to the shop with a state that comes back unchanged", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const step = await connect.begin(begin(sandbox.url), ctx);
      if (step.step !== "redirect") throw new Error(step.step);
      const { searchParams } = new URL(step.url);
      expect([...searchParams.keys()].sort()).toEqual(["app_name", "callback_url", "return_url", "scope", "user_id"]);
      expect(searchParams.get("scope")).toBe("read_write");
      const state = searchParams.get("user_id") ?? "";
      expect(echoedUserId(state)).toBe(state);
      expect((await fetch(step.url)).status).toBe(200);
    });
  });

  it("one click answers the shop exactly 200, or the shop deletes the key", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const input = begin(sandbox.url);
      const done = await connect.complete(
        { kind: "callback", begin: input, request: request(grant(input.state)) },
        ctx,
      );
      expect(done.reply?.status).toBe(200);
      // Webhooks that exist are signed with the store's secret: another one would refuse them all.
      expect(done.grant.secrets).toEqual({
        consumerKey: `ck_${"a".repeat(40)}`,
        consumerSecret: `cs_${"b".repeat(40)}`,
      });
    });
  });

  it("one click connects for real when the merchant approves, and leaves no key behind when the hub answers otherwise", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const input = begin(sandbox.url);
      const step = await connect.begin(input, ctx);
      if (step.step !== "redirect") throw new Error(step.step);
      let granted: Awaited<ReturnType<typeof connect.complete>> | undefined;
      const page = await approve(sandbox.state, step.url, async (_url, body) => {
        granted = await connect.complete(
          { kind: "callback", begin: input, request: { ...request({}), body: Buffer.from(body) } },
          ctx,
        );
        return granted.reply?.status ?? null;
      });
      expect(page).toMatchObject({
        status: 302,
        location: `https://hub.example/stores?success=1&user_id=${input.state}`,
      });
      expect(sandbox.state.keys.at(-1)).toMatchObject({
        key: granted?.grant.secrets["consumerKey"],
        permissions: "read_write",
      });
      const before = sandbox.state.keys.length;
      expect(await approve(sandbox.state, step.url, () => Promise.resolve(201))).toMatchObject({ status: 401 });
      expect(sandbox.state.keys.length).toBe(before);
      expect(
        await approve(sandbox.state, step.url.replace("callback_url=https", "callback_url=http"), () =>
          Promise.resolve(200),
        ),
      ).toMatchObject({
        status: 401,
        text: textWith("over SSL"),
      });
    });
  });

  it("one click refuses keys for another attempt, a denial, and the browser's return alone", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const input = begin(sandbox.url);
      const complete = (what: ReturnType<typeof request>) =>
        connect.complete({ kind: "callback", begin: input, request: what }, ctx);
      await expect(complete(request(grant("st_other")))).rejects.toThrow(/another attempt/);
      await expect(complete(request({}, { query: { success: "0" } }))).rejects.toThrow(/denied/);
      await expect(complete(request({}, { method: "GET", query: { success: "1" } }))).rejects.toThrow(
        /has not sent its keys/,
      );
      await expect(complete(request({ hello: 1 }))).rejects.toThrow(ConnectorError);
    });
  });

  it("one click requires keys instead when the hub has no https", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      await expect(
        connect.begin({ ...begin(sandbox.url), callbackUrl: "http://localhost:3000/cb" }, ctx),
      ).rejects.toThrow(/reachable under https/);
      await expect(connect.begin({ ...begin(sandbox.url), state: "a+b=" }, ctx)).rejects.toThrow(ConnectorError);
    });
  });

  const dir = specsDir();
  it.skipIf(dir === null)("one click reads the callbacks a running shop sent", async () => {
    const file = join(dir ?? "", "woocommerce/live-10.2.4/traffic/18-wc-auth.json");
    const { exchanges } = JSON.parse(readFileSync(file, "utf8")) as { exchanges: { callbacks?: { body: string }[] }[] };
    const bodies = exchanges.flatMap((one) => one.callbacks ?? []).map((one) => one.body);
    expect(bodies.length).toBeGreaterThanOrEqual(3);
    await withShop(async ({ ctx, sandbox }) => {
      for (const body of bodies) {
        const state = String((JSON.parse(body) as { user_id: string }).user_id);
        const done = await connect.complete(
          {
            kind: "callback",
            begin: { ...begin(sandbox.url), state },
            request: { ...request({}), body: Buffer.from(body) },
          },
          ctx,
        );
        expect(done.reply?.status).toBe(200);
      }
    });
  });

  it("one click builds the address on the shop's own folder", () => {
    expect(authorizeUrl("https://x.example/shop", begin("https://x.example/shop"))).toMatch(
      /^https:\/\/x\.example\/shop\/wc-auth\/v1\/authorize\?app_name=Argosy/,
    );
  });
});
