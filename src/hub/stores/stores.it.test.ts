import { beforeAll, describe, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { listAudit } from "../audit/audit.ts";
import { ANA, later, NOON, sampleVariant } from "../listings/samples.ts";
import { patchStore } from "../store-settings/patch-store.ts";
import { suggestCode } from "./codes.ts";
import { createDraft, expireDrafts, nameStore, saveCredentials, WEBHOOK_SECRET } from "./draft.ts";
import { saveGrant } from "./grants.ts";
import { noteFailure, saveDetected } from "./health.ts";
import {
  activateStore,
  deactivateStore,
  markNeedsReauth,
  pauseStore,
  resumeStore,
  softDeleteStore,
} from "./lifecycle.ts";
import { findRoute, isWebhookKey, openConnectRoute, takeConnectRoute } from "./routes.ts";
import { secretFacts, secretsOf } from "./secrets.ts";
import { getStore, listStores } from "./stores.ts";

let here: OrganizationId;
let there: OrganizationId;

const db = fixture(testDatabase);
beforeAll(async () => {
  here = await db.newOrganization("Here");
  there = await db.newOrganization("There");
});

const draftIn = (organization: OrganizationId, name = "Cairo shop", code?: string) =>
  db.database.tenant(organization, (tx) =>
    createDraft(tx, db.vault, { kind: "commerce", provider: "fakeshop", name, code, now: NOON }),
  );
const change = (connectionId: string, now = NOON) => ({ connectionId, by: ANA, now });
async function activeIn(organization: OrganizationId, name?: string) {
  const draft = await draftIn(organization, name);
  await db.database.tenant(organization, (tx) => activateStore(tx, change(draft.id)));
  return draft;
}
const get = (organization: OrganizationId, id: string) => db.database.tenant(organization, (tx) => getStore(tx, id));
const route = (key: string, now = NOON) => findRoute(db.database, key, "webhook", now);

describe("a draft", () => {
  test("a draft takes the code it is connected with, unless that is another's", async () => {
    const [other, draft] = [await draftIn(here, "Taken", "code-of-another"), await draftIn(here)];
    const named = (code: string) =>
      db.database.tenant(here, (tx) => nameStore(tx, { connectionId: draft.id, name: "Seven", code, now: NOON }));
    await named("shop-seven");
    expect(await get(here, draft.id)).toMatchObject({ name: "Seven", code: "shop-seven" });
    await expect(named(other.code)).rejects.toMatchObject({ code: "STORE_CODE_TAKEN" });
  });

  test("a draft has an unguessable webhook address and a secret of ours, sealed [A3.8, A6.1]", async () => {
    const draft = await draftIn(here);
    expect(isWebhookKey(draft.webhookKey)).toBe(true);
    expect(await route(draft.webhookKey)).toEqual({
      organizationId: here,
      connectionId: draft.id,
      provider: "fakeshop",
    });
    expect(await route(`${draft.webhookKey.slice(0, -1)}x`)).toBeNull();
    const secrets = await db.database.tenant(here, (tx) => secretsOf(tx, db.vault, draft.id));
    expect(secrets.get(WEBHOOK_SECRET)).toBe(draft.webhookSecret);
    const dump = JSON.stringify(await db.owner.rows("select * from secret where owner_id = $1", [draft.id]));
    expect(dump).not.toContain(draft.webhookSecret);
    expect((await db.database.tenant(here, (tx) => listStores(tx, {}))).items.map((s) => s.id)).not.toContain(draft.id);
  });

  test("a draft makes its secret in the form of Standard Webhooks where the shop requires that", async () => {
    const draft = await db.database.tenant(here, (tx) =>
      createDraft(tx, db.vault, {
        kind: "commerce",
        provider: "fakeshop",
        name: "Standard",
        hasStandardSecret: true,
        now: NOON,
      }),
    );
    expect(draft.webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  test("a draft is gone after 24 hours with its secret and its address [A3.8]", async () => {
    const draft = await draftIn(here);
    await db.database.tenant(here, (tx) => expireDrafts(tx, later(24 * 60 - 1)));
    expect((await get(here, draft.id)).state).toBe("draft");
    expect(await db.database.tenant(here, (tx) => expireDrafts(tx, later(24 * 60)))).toBeGreaterThan(0);
    await expect(get(here, draft.id)).rejects.toThrow("no such channel");
    expect(await route(draft.webhookKey)).toBeNull();
    expect(await db.owner.rows("select 1 from secret where owner_id = $1", [draft.id])).toEqual([]);
  });

  test("a draft gets a free code; a used one is refused with a free one to take [A2.1]", async () => {
    const first = await draftIn(here, "Épicerie d'Été", undefined);
    const second = await draftIn(here, "Épicerie d'Été");
    expect([first.code, second.code]).toEqual(["epicerie-d-ete", "epicerie-d-ete-2"]);
    await expect(draftIn(here, "x", "epicerie-d-ete")).rejects.toThrow('"epicerie-d-ete-3" is free');
    await expect(draftIn(here, "x", "Not OK")).rejects.toMatchObject({ code: "STORE_CODE", field: "code" });
    expect((await draftIn(there, "x", "epicerie-d-ete")).code).toBe("epicerie-d-ete");
    await db.database.tenant(here, (tx) => softDeleteStore(tx, change(first.id)));
    expect(await db.database.tenant(here, (tx) => suggestCode(tx, "epicerie-d-ete"))).toBe("epicerie-d-ete");
    expect(await db.database.tenant(here, (tx) => suggestCode(tx, "متجر"))).toBe("store");
  });

  test("a draft made many times at once never takes one code twice [A2.1]", async () => {
    const drafts = await Promise.all(Array.from({ length: 6 }, () => draftIn(here, "Rush")));
    expect(new Set(drafts.map((draft) => draft.code)).size).toBe(6);
  });
});

describe("credentials", () => {
  test("credentials are stored apart from settings, replaced as new versions, and open only where they were sealed [A1.2]", async () => {
    const draft = await draftIn(here);
    const save = (token: string) =>
      db.database.tenant(here, (tx) =>
        saveCredentials(tx, db.vault, {
          connectionId: draft.id,
          secrets: { apiKey: token },
          settings: { shopDomain: "cairo.example" },
          now: NOON,
        }),
      );
    await save("first-token");
    await save("second-token");
    const secrets = await db.database.tenant(here, (tx) => secretsOf(tx, db.vault, draft.id));
    expect(secrets.get("apiKey")).toBe("second-token");
    expect((await get(here, draft.id)).settings).toEqual({ shopDomain: "cairo.example" });
    const facts = await db.database.tenant(here, (tx) => secretFacts(tx, draft.id));
    expect(facts.find((fact) => fact.name === "apiKey")).toMatchObject({
      issuedAt: NOON,
      expiresAt: null,
      version: 2,
      kind: "api_key",
      renewedAt: NOON,
      error: null,
      errorAt: null,
    });
    const other = await draftIn(here);
    await db.owner.run("delete from secret where owner_id = $1", [other.id]);
    await db.owner.run("update secret set owner_id = $2 where owner_id = $1 and name = 'apiKey'", [draft.id, other.id]);
    await expect(db.database.tenant(here, (tx) => secretsOf(tx, db.vault, other.id))).rejects.toThrow("does not open");
  });

  test("a grant's tokens come with the connection and tell when they end", async () => {
    const draft = await draftIn(here);
    const save = (token: string) =>
      db.database.tenant(here, (tx) =>
        saveGrant(tx, db.vault, {
          connectionIds: [draft.id],
          secrets: { accessToken: token },
          scopes: ["read_orders"],
          expiresAt: later(60),
          now: NOON,
        }),
      );
    const grant = await save("t1");
    expect(await save("t2")).toBe(grant);
    const secrets = await db.database.tenant(here, (tx) => secretsOf(tx, db.vault, draft.id));
    expect([secrets.get("accessToken"), secrets.get(WEBHOOK_SECRET)]).toEqual(["t2", draft.webhookSecret]);
    expect(await get(here, draft.id)).toMatchObject({ grantedScopes: ["read_orders"], grantExpiresAt: later(60) });
  });

  test("a one-time connect key works once and not after its time", async () => {
    const draft = await draftIn(here);
    const open = (expiresAt: Date) =>
      db.database.tenant(here, (tx) =>
        openConnectRoute(tx, { connectionId: draft.id, provider: "fakeshop", expiresAt }),
      );
    const take = (key: string, now = NOON) => db.database.tenant(here, (tx) => takeConnectRoute(tx, key, now));
    const key = await open(later(10));
    expect(await findRoute(db.database, key, "connect", NOON)).toMatchObject({ connectionId: draft.id });
    expect(await route(key)).toBeNull();
    expect([await take(key), await take(key)]).toEqual([true, false]);
    expect(await take(await open(later(10)), later(11))).toBe(false);
  });
});

/** A transaction whose statements are written down. */
function noted(tx: Tx, texts: string[]): Tx {
  const noting =
    <T>(send: (text: string, params?: readonly unknown[]) => Promise<T>) =>
    (text: string, params?: readonly unknown[]) => {
      texts.push(text);
      return send(text, params);
    };
  return { rows: noting(tx.rows), one: noting(tx.one), maybe: noting(tx.maybe), run: noting(tx.run) } as Tx;
}

describe("moving a store", () => {
  test("activating takes the store's lanes last: nobody's delivery waits while its listings are marked", async () => {
    const { id } = await activeIn(here);
    await db.owner.run(
      `with page as (
         insert into product_listing (organization_id, connection_id, ext_key, title) values ($1, $2, 'p', 'p')
         returning id)
       insert into listing (organization_id, connection_id, product_listing_id, ext_key, state, variant_id)
       select $1, $2, id, 'k', 'mapped', $3
       from page`,
      [here, id, await sampleVariant(db, here, { sku: "MARKED" })],
    );
    await db.database.tenant(here, (tx) => deactivateStore(tx, change(id, later(1))));
    const texts: string[] = [];
    await db.database.tenant(here, (tx) => activateStore(noted(tx, texts), change(id, later(2))));
    const woken = texts.flatMap((text, at) => (text.includes("wake_lane") ? [at] : []));
    expect(woken).toEqual([texts.length - 1]);
    expect(texts.some((text) => text.includes("mark_changed"))).toBe(true);
  });

  test("activating sets the stock cut-over once and wakes its lanes; pausing and resuming keep it", async () => {
    const { id } = await activeIn(here);
    const lanes = () =>
      db.owner.rows<{ kind: string; due_at: Date }>("select kind, due_at from lane where connection_id = $1", [id]);
    expect((await lanes()).map((lane) => lane.kind).sort()).toEqual(["inbox", "outbound", "sweep"]);
    await db.database.tenant(here, (tx) => pauseStore(tx, change(id, later(1))));
    expect((await get(here, id)).state).toBe("paused");
    await db.database.tenant(here, (tx) => resumeStore(tx, change(id, later(2))));
    expect(await get(here, id)).toMatchObject({ state: "active", stockCutoverAt: NOON, draftExpiresAt: null });
    await db.database.tenant(here, (tx) => deactivateStore(tx, change(id, later(3))));
    await expect(db.database.tenant(here, (tx) => pauseStore(tx, change(id, later(4))))).rejects.toMatchObject({
      code: "STORE_STATE",
      kind: "conflict",
    });
    const actions = (await db.database.tenant(here, (tx) => listAudit(tx, { targetId: id }))).items;
    expect(actions.map((entry) => entry.action)).toEqual([
      "store.deactivated",
      "store.activated",
      "store.paused",
      "store.activated",
    ]);
    expect(actions[0]?.actor).toBe("user:ana@example.test");
  });

  test("a store that needs its owner says so once, and connecting it again settles that", async () => {
    const { id } = await activeIn(here);
    const needs = () =>
      db.database.tenant(here, (tx) => markNeedsReauth(tx, id, { text: "The token was revoked.", now: NOON }));
    await needs();
    await needs();
    const open = async () =>
      (await db.database.tenant(here, (tx) => listAlerts(tx, { storeId: id, state: "open", now: NOON }))).items;
    expect(await open()).toMatchObject([{ kind: "needs_reauth", count: 1, text: "The token was revoked." }]);
    expect(await get(here, id)).toMatchObject({ state: "needs_reauth", health: "failing", syncState: "error" });
    await db.database.tenant(here, (tx) => activateStore(tx, change(id, later(5))));
    expect(await open()).toEqual([]);
    expect(await get(here, id)).toMatchObject({ state: "active", health: "unknown", lastError: null });
  });

  test("deleting wipes secrets, frees the code, keeps orders, and answers late deliveries for 30 days [A2.8, B40.2]", async () => {
    const draft = await activeIn(here, "Going away");
    await db.owner.run(
      `insert into sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, currency, placed_at) values ($1, $2, '1', '1', 'GO-1', 'pending', 'paid', 'unfulfilled', 'EUR', $3)`,
      [here, draft.id, NOON],
    );
    await db.database.tenant(here, (tx) => softDeleteStore(tx, change(draft.id)));
    await expect(get(here, draft.id)).rejects.toThrow("no such channel");
    expect(await db.owner.rows("select 1 from secret where owner_id = $1", [draft.id])).toEqual([]);
    expect(await db.owner.rows("select 1 from sales_order where connection_id = $1", [draft.id])).toHaveLength(1);
    expect(await route(draft.webhookKey, later(29 * 24 * 60))).toMatchObject({ connectionId: draft.id });
    expect(await route(draft.webhookKey, later(31 * 24 * 60))).toBeNull();
    expect(
      await db.owner.rows("select 1 from lane where connection_id = $1 and due_at is not null", [draft.id]),
    ).toEqual([]);
    expect((await draftIn(here, "Going away")).code).toBe("going-away");
  });

  test("the plan limits stores, not drafts, not couriers [A1.9]", async () => {
    const own = await db.newOrganization();
    await db.owner.run(`update organization set plan = '{"stores":1}' where organization_id = $1`, [own]);
    const first = await draftIn(own);
    const second = await draftIn(own);
    const activate = (id: string) => db.database.tenant(own, (tx) => activateStore(tx, change(id)));
    await Promise.allSettled([activate(first.id), activate(second.id)]);
    const { items } = await db.database.tenant(own, (tx) => listStores(tx, {}));
    expect(items).toHaveLength(1);
    await expect(draftIn(own)).rejects.toMatchObject({ code: "PLAN_STORES", kind: "limit" });
    await db.database.tenant(own, (tx) =>
      createDraft(tx, db.vault, { kind: "logistics", provider: "courier", name: "Courier", now: NOON }),
    );
  });
});

describe("changing a store", () => {
  test("a change of a store touches what is named, and names what is wrong", async () => {
    const { id } = await activeIn(here, "Patch me");
    const patch = (requested: Parameters<typeof patchStore>[1]["patch"]) =>
      db.database.tenant(here, (tx) => patchStore(tx, { ...change(id), patch: requested }));
    const after = await patch({ name: "  New name ", settings: { inventory: { holdLeast: 5 } } });
    expect(after).toMatchObject({
      name: "New name",
      code: "patch-me",
      settings: { inventory: { holdLeast: 5 } },
    });
    await expect(patch({ name: "" })).rejects.toMatchObject({ field: "name" });
    await expect(patch({ settings: { orders: { intervalMinutes: 1 } } })).rejects.toMatchObject({
      field: "settings.orders.intervalMinutes",
    });
    await patch({ code: "patch-me" });
  });

  test("a change never shows another shop's address: that is proved with the credentials", async () => {
    const { id } = await activeIn(here, "Addressed");
    const patch = (storeUrl: string | null) =>
      db.database.tenant(here, (tx) => patchStore(tx, { ...change(id), patch: { storeUrl } }));
    expect((await patch("https://front.example")).storeUrl).toBe("https://front.example");
    const storeUrl = "https://mine.example";
    const credentials = { connectionId: id, secrets: {}, settings: { siteUrl: storeUrl }, storeUrl, now: NOON };
    await db.database.tenant(here, (tx) => saveCredentials(tx, db.vault, credentials));
    await expect(patch("https://theirs.example")).rejects.toMatchObject({ code: "STORE_ADDRESS", field: "storeUrl" });
    await expect(patch(null)).rejects.toMatchObject({ code: "STORE_ADDRESS" });
    expect((await patch(storeUrl)).storeUrl).toBe(storeUrl);
  });
});

test("two organizations with the same shop never meet", async () => {
  const mine = await activeIn(here, "Same shop");
  const theirs = await activeIn(there, "Same shop");
  const detect = (organization: OrganizationId, id: string) =>
    db.database.tenant(organization, (tx) =>
      saveDetected(tx, {
        connectionId: id,
        account: { externalId: "same.example", name: "Same" },
        facts: {},
        locations: [],
        missingScopes: [],
        warnings: [],
        ...{ clockAheadMs: 0, now: NOON },
      }),
    );
  await detect(here, mine.id);
  await detect(there, theirs.id);
  await expect(get(there, mine.id)).rejects.toThrow("no such channel");
  await expect(detect(there, mine.id)).rejects.toThrow("no such channel");
  for (const move of [activateStore, pauseStore, deactivateStore, softDeleteStore])
    await expect(db.database.tenant(there, (tx) => move(tx, change(mine.id)))).rejects.toThrow("no such channel");
  await expect(
    db.database.tenant(there, (tx) => patchStore(tx, { ...change(mine.id), patch: { name: "stolen" } })),
  ).rejects.toThrow("no such channel");
  await expect(
    db.database.tenant(there, (tx) =>
      saveCredentials(tx, db.vault, { connectionId: mine.id, secrets: { a: "b" }, now: NOON }),
    ),
  ).rejects.toThrow("no such channel");
  expect([...(await db.database.tenant(there, (tx) => secretsOf(tx, db.vault, mine.id)))]).toEqual([]);
  expect(await db.database.tenant(there, (tx) => noteFailure(tx, mine.id, { text: "x", now: NOON }))).toMatchObject({
    isFirst: false,
  });
  expect((await get(here, mine.id)).name).toBe("Same shop");
  const routes = await db.database.ingest.rows("select 1 from argosy.account_route where account_id = 'same.example'");
  expect(routes).toHaveLength(2);
});

test("a list goes through all stores in pages and filters", async () => {
  const own = await db.newOrganization();
  for (let i = 0; i < 5; i++) await activeIn(own, `Shop ${i}`);
  const first = await db.database.tenant(own, (tx) => listStores(tx, { limit: 3 }));
  const rest = await db.database.tenant(own, (tx) => listStores(tx, { limit: 3, cursor: first.nextCursor ?? "" }));
  expect([...first.items, ...rest.items].map((store) => store.name)).toEqual([0, 1, 2, 3, 4].map((i) => `Shop ${i}`));
  const filtered = async (filter: Parameters<typeof listStores>[1]) =>
    (await db.database.tenant(own, (tx) => listStores(tx, filter))).items.length;
  expect([
    await filtered({ text: "shop 3" }),
    await filtered({ provider: "other" }),
    await filtered({ kind: "commerce" }),
  ]).toEqual([1, 0, 5]);
  expect([await filtered({ state: "paused" }), await filtered({ text: "%" })]).toEqual([0, 0]);
});
