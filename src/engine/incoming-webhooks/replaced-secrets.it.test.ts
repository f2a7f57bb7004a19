/** However a webhook secret is replaced, what is on its way with the old one is not refused (decision 437). */

import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { Connect, Ports } from "../../connectors/kit/contract/contract.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { bareAccount } from "../../connectors/kit/testing/detected.ts";
import { setOwnApp } from "../../hub/stores/own-app.ts";
import type { Engine } from "../index.ts";
import { fakeShop, type TestEngine, testEngine } from "../testing.ts";

const HOUR_MS = 3_600_000;
const NAMES = ["webhookSecret", "formSecret", "grantSecret", "toldSecret", "learntSecret", "appKey"];

/** The secret the platform answers with when it is asked to register webhooks. */
let reported: string;

const webhooks: WebhookHandler = {
  secrets: () => NAMES,
  verify({ headers }, secrets) {
    if (secrets.includes(headers["x-secret"] ?? "")) return { outcome: "static" };
    const learned = headers["x-learn"];
    return learned === undefined
      ? { outcome: "refused", reason: "wrong secret" }
      : { outcome: "learning", secretName: "learntSecret", learned };
  },
  read: () => [{ kind: "other", ref: "1", topic: "hello" }],
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  // Looked up, so that whoever sent it is proved.
  interpret: async () => ({ as: "levels", levels: [] }),
};

const ports: Ports = {
  webhooks,
  subscriptions: {
    list: async () => [],
    ensure: async (ctx) => ({
      subscriptions: [{ key: "1", topic: "all", url: ctx.publicUrl("") ?? "", state: "active" }],
      secrets: { toldSecret: reported },
      recreated: 0,
    }),
    remove: async () => undefined,
  },
};

const connect: Connect = {
  begin: async () => ({ step: "ready" }),
  complete: async (input) => {
    const { grantSecret = "" } = input.kind === "form" ? input.values : {};
    return { grant: { secrets: { grantSecret } }, accounts: [{ externalId: "1", name: "Fakeshop" }] };
  },
  detect: async () => bareAccount("Fakeshop"),
};

const { meta } = fakeShop(() => ({}));
const field = (id: string, more: object = {}) => ({ id, type: "secret" as const, label: id, required: false, ...more });
const connector = {
  connect,
  meta: {
    ...meta,
    setupFormFields: [field("formSecret", { afterSave: true }), field("grantSecret")],
    topics: [{ id: "", label: "All", secret: { madeBy: "ours" as const }, automatic: false }],
    appEnvironment: { appKey: "FAKESHOP_KEY" },
  },
};

interface World extends TestEngine {
  readonly environment: Record<string, string>;
  readonly key: string;
  /** The process whose answers count. */
  process: Engine;
  deliver(headers: Readonly<Record<string, string>>): Promise<number>;
  /** Which of these secrets prove a delivery now. */
  proving(...secrets: readonly string[]): Promise<string[]>;
}

async function world(): Promise<World> {
  reported = "told-1";
  const environment: Record<string, string> = { FAKESHOP_KEY: "app-1" };
  const engine = await testEngine(ports, connector, environment);
  const { webhook_key: key } = await engine.inside((tx) =>
    tx.one<{ webhook_key: string }>(
      "select webhook_key from argosy.connection where organization_id = argosy.tenant()",
    ),
  );
  let count = 0;
  const made: World = Object.assign(engine, {
    environment,
    key,
    process: engine.engine,
    async deliver(headers: Readonly<Record<string, string>>) {
      // What is remembered of a store's secrets is over.
      engine.clock.pass(60_000);
      count += 1;
      const rest = { provider: "fakeshop", key, topic: "", method: "POST", query: {} };
      return (await made.process.receive({ ...rest, headers, body: Buffer.from(`${count}`) })).status;
    },
    async proving(...secrets: readonly string[]) {
      const proved: string[] = [];
      for (const secret of secrets) if ((await made.deliver({ "x-secret": secret })) === 200) proved.push(secret);
      return proved;
    },
  });
  return made;
}

const here = ({ organization, store }: World) => ({ organization, connectionId: store, actor: systemActor });
const setSecrets = (of: World, values: Readonly<Record<string, string>>, overlapHours?: number) =>
  of.engine.connections.setSecrets({ ...here(of), values, overlapHours });

async function connectAgain(of: World, values: Readonly<Record<string, string>>): Promise<void> {
  const options = { importProducts: false, importOrdersDays: null, stockFrom: "none" as const };
  await of.engine.connections.complete({ ...here(of), values, options });
}

async function register(of: World, secret: string): Promise<void> {
  reported = secret;
  of.clock.pass(16 * 60_000);
  await of.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
      of.store,
      new Date(of.clock.now()),
    ]),
  );
  for (let round = 0; round < 4; round += 1) await of.engine.runUntilIdle();
}

async function learn(of: World, secret: string): Promise<void> {
  await of.deliver({ "x-learn": secret });
  await of.engine.runUntilIdle();
}

const ownApp = (of: World, appKey: string, overlapHours?: number) =>
  of.inside((tx) =>
    setOwnApp(tx, of.db.vault, {
      provider: "fakeshop",
      values: { appKey },
      overlapHours,
      by: systemActor,
      now: new Date(of.clock.now()),
    }),
  );

/** Each way a secret comes to be another; the first call is how it came to be at all. */
const WAYS: Readonly<Record<string, (of: World, secret: string) => Promise<unknown>>> = {
  "saved by a person": (of, formSecret) => setSecrets(of, { formSecret }, 24),
  "saved by a person, among what the platform is called with": (of, grantSecret) => setSecrets(of, { grantSecret }, 24),
  "connected again, with the form": (of, formSecret) => connectAgain(of, { formSecret }),
  "connected again, with the grant": (of, grantSecret) => connectAgain(of, { grantSecret }),
  "told by the platform that registers webhooks": register,
  "learnt from a delivery": learn,
  "of the organization's own app": (of, secret) => ownApp(of, secret, 24),
};

test.each(Object.keys(WAYS))("a webhook secret %s counts beside its successor for a day", async (way) => {
  await using of = await world();
  await WAYS[way]?.(of, "old");
  expect(await of.proving("old", "new")).toEqual(["old"]);
  await WAYS[way]?.(of, "new");
  expect(await of.proving("old", "new")).toEqual(["old", "new"]);
  of.clock.pass(23 * HOUR_MS);
  expect(await of.proving("old", "new")).toEqual(["old", "new"]);
  of.clock.pass(HOUR_MS);
  expect(await of.proving("old", "new")).toEqual(["new"]);
  await of.engine.upkeep();
  expect(await of.db.owner.rows("select 1 from argosy.secret where name like 'previous:%'")).toEqual([]);
});

test("a webhook secret made anew here counts beside its successor for as long as was said", async () => {
  await using of = await world();
  const make = async (overlapHours: number) =>
    (await of.engine.connections.newSecret({ ...here(of), overlapHours })).webhookSecret;
  const old = await make(0);
  const next = await make(2);
  expect(await of.proving(old, next)).toEqual([old, next]);
  of.clock.pass(2 * HOUR_MS);
  expect(await of.proving(old, next)).toEqual([next]);
  const last = await make(0);
  expect(await of.proving(next, last)).toEqual([last]);
});

test("a secret replaced without an overlap ends at once, and those before it", async () => {
  await using of = await world();
  await connectAgain(of, { grantSecret: "first" });
  await connectAgain(of, { grantSecret: "second" });
  await setSecrets(of, { grantSecret: "third" });
  expect(await of.proving("first", "second", "third")).toEqual(["third"]);
  await ownApp(of, "own-1");
  await ownApp(of, "own-2", 24);
  await ownApp(of, "own-3");
  expect(await of.proving("own-1", "own-2", "own-3")).toEqual(["own-3"]);
});

test("every process hears of an own app's new values, and forgets the secrets of its stores", async () => {
  await using of = await world();
  const received = new Set<string>();
  const all = Promise.withResolvers<void>();
  const stop = await of.db.database.listen("argosy_forget", (store) => {
    received.add(store);
    all.resolve();
  });
  await ownApp(of, "own-1");
  await all.promise;
  await stop();
  expect([...received]).toEqual([of.store]);
});

test("the operator's app secret counts with the one before it, while that stands in its own variable", async () => {
  await using of = await world();
  const restart = async (environment: Readonly<Record<string, string>>) => {
    Object.assign(of.environment, environment);
    of.process = await of.secondWorker();
    return of.proving("app-1", "app-2");
  };
  expect(await of.proving("app-1", "app-2")).toEqual(["app-1"]);
  expect(await restart({ FAKESHOP_KEY: "app-2", FAKESHOP_KEY_PREVIOUS: "app-1" })).toEqual(["app-1", "app-2"]);
  expect(await restart({ FAKESHOP_KEY_PREVIOUS: "" })).toEqual(["app-2"]);
});
