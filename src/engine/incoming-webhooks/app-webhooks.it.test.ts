import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { ReceivedDelivery, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { bareAccount } from "../../connectors/kit/testing/detected.ts";
import { removeOwnApp, setOwnApp } from "../../hub/stores/own-app.ts";
import { fakeShop, testEngine } from "../testing.ts";

const appWebhooks: WebhookHandler = {
  secrets: () => ["appKey"],
  verify: (delivery, secrets) =>
    secrets.includes(delivery.headers["x-secret"] ?? "")
      ? { outcome: "static" }
      : { outcome: "refused", reason: "wrong secret" },
  read: () => [{ kind: "other", ref: "1", topic: "hello" }],
  accounts: ({ body }) => (Buffer.from(body).includes("shop-1") ? ["shop-1"] : []),
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  interpret: async () => ({ as: "nothing", reason: "" }),
};

/** A delivery at the app's one address. */
const provedBy = (secret: string): ReceivedDelivery => ({
  provider: "fakeshop",
  key: null,
  topic: "",
  method: "POST",
  query: {},
  headers: { "x-secret": secret },
  body: Buffer.from("{}"),
});

test("an app's webhook handler is proved by its secrets alone, never by what is public of the app [B42.6]", async () => {
  const { meta } = fakeShop(() => ({}));
  await using engine = await testEngine(
    {},
    { appWebhooks, meta: { ...meta, appEnvironment: { appId: "FAKESHOP_ID", appKey: "FAKESHOP_KEY" } } },
    { FAKESHOP_ID: "public-id", FAKESHOP_KEY: "the-app-key" },
  );
  const deliver = (proof: string) => engine.engine.receive(provedBy(proof));
  expect((await deliver("public-id")).status).toBe(401);
  expect((await deliver("the-app-key")).status).toBe(200);
});

test("a forged delivery that names many accounts is checked once with each secret", async () => {
  const { meta } = fakeShop(() => ({}));
  const many = Array.from({ length: 40 }, (_, n) => `shop-${n}`);
  let checks = 0;
  const counting: WebhookHandler = {
    ...appWebhooks,
    accounts: () => many,
    verify(delivery, secrets) {
      checks += 1;
      return appWebhooks.verify(delivery, secrets);
    },
  };
  await using engine = await testEngine(
    { webhooks: counting },
    { appWebhooks: counting, meta: { ...meta, appEnvironment: { appKey: "FAKESHOP_KEY" } } },
    { FAKESHOP_KEY: "the-app-key" },
  );
  await engine.db.owner.run(
    `insert into argosy.account_route (provider, account_id, organization_id, connection_id)
     select 'fakeshop', unnest($3::text[]), $1, $2`,
    [engine.organization, engine.store, many],
  );
  const deliver = (secret: string) => engine.engine.receive(provedBy(secret));
  expect((await deliver("forged")).status).toBe(401);
  expect(checks).toBeLessThanOrEqual(2);
  expect((await deliver("the-app-key")).status).toBe(200);
  expect(await engine.db.owner.one("select count(*)::int as n from argosy.inbox_event")).toEqual({ n: 1 });
});

test("an organization's own app serves its installs, calls and webhooks in the place of the operator's [B40.10, B42.5]", async () => {
  const { meta } = fakeShop(() => ({}));
  const seen: Record<string, string>[] = [];
  const connect = {
    begin: async (_input: unknown, ctx: Context) => {
      const value = (name: string) => (ctx.hasSecret(name) ? ctx.secret(name) : "");
      seen.push({ appId: value("appId"), appKey: value("appKey") });
      return { step: "wait" as const, text: "" };
    },
    complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
    detect: async () => bareAccount(""),
  };
  await using engine = await testEngine(
    { webhooks: appWebhooks },
    { connect, appWebhooks, meta: { ...meta, appEnvironment: { appId: "FAKESHOP_ID", appKey: "FAKESHOP_KEY" } } },
    { FAKESHOP_ID: "operators-id", FAKESHOP_KEY: "operators-key" },
  );
  const { organization, store } = engine;
  const now = () => new Date(engine.clock.now());
  const own = (values: Readonly<Record<string, string>>) =>
    engine.inside((tx) =>
      setOwnApp(tx, engine.db.vault, { provider: "fakeshop", values, by: systemActor, now: now() }),
    );
  const install = async () => {
    await engine.engine.connections.begin({
      organization,
      provider: "fakeshop",
      values: {},
      name: "",
      syncOptions: { importProducts: false, importOrdersDays: null, stockFrom: "none" },
      actor: systemActor,
    });
    return seen.at(-1);
  };
  const key = "wk_0123456789abcdefghijkl";
  await engine.db.owner.run(
    `insert into argosy.ingress_route (organization_id, connection_id, provider, token_hash, purpose)
     values ($1, $2, 'fakeshop', sha256($3::bytea), 'webhook')`,
    [organization, store, key],
  );
  const proves = async (secret: string) => {
    // What is remembered of a store's secrets is over.
    engine.clock.pass(10 * 60_000);
    const headers = { "x-secret": secret };
    const body = Buffer.from(`"${secret}"`);
    const delivery = { provider: "fakeshop", key, topic: "", method: "POST" as const, query: {}, headers, body };
    return (await engine.engine.receive(delivery)).status === 200;
  };
  await engine.db.owner.run(
    `insert into argosy.account_route (provider, account_id, organization_id, connection_id)
     values ('fakeshop', 'shop-1', $1, $2)`,
    [organization, store],
  );
  /** Which deliveries at the app's one address reached the store. */
  const sharedProofs = async () => {
    const reachable: string[] = [];
    for (const secret of ["own-key", "operators-key"]) {
      const body = Buffer.from(`"shop-1 ${secret} ${seen.length}"`);
      const headers = { "x-secret": secret };
      await engine.engine.receive({
        provider: "fakeshop",
        key: null,
        topic: "",
        method: "POST",
        query: {},
        headers,
        body,
      });
      const stored = await engine.db.owner.rows("select 1 from argosy.inbox_event where body = $1", [body]);
      if (stored.length > 0) reachable.push(secret);
    }
    return reachable;
  };
  const operators = { appId: "operators-id", appKey: "operators-key" };
  expect([await install(), await proves("operators-key")]).toEqual([operators, true]);
  expect(await sharedProofs()).toEqual(["operators-key"]);
  await own({ appKey: "own-key" });
  // The key of one app and the id of another are no pair.
  expect(await install()).toEqual({ appId: "", appKey: "own-key" });
  expect([await proves("own-key"), await proves("operators-key")]).toEqual([true, false]);
  expect(await sharedProofs()).toEqual(["own-key"]);
  await own({ appId: "own-id" });
  expect(await install()).toEqual({ appId: "own-id", appKey: "" });
  await engine.inside((tx) => removeOwnApp(tx, "fakeshop"));
  expect([await install(), await proves("operators-key")]).toEqual([operators, true]);
  expect(await engine.db.owner.rows("select 1 from argosy.secret where owner_kind = 'app'")).toEqual([]);
});
