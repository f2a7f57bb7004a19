import { beforeAll, describe, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createDraft } from "./draft.ts";
import { saveGrant } from "./grants.ts";
import { activateStore } from "./lifecycle.ts";
import { secretsOf, storeSecrets } from "./secrets.ts";

let here: OrganizationId;
const noon = new Date("2026-11-20T12:00:00Z");
const by = { kind: "user", id: "1", name: "ana@example.test" } as const;

const db = fixture(testDatabase);
beforeAll(async () => {
  here = await db.newOrganization("Here");
});

const activeIn = (organization: OrganizationId) =>
  db.database.tenant(organization, async (tx) => {
    const draft = await createDraft(tx, db.vault, { kind: "commerce", provider: "fakeshop", name: "Shop", now: noon });
    await activateStore(tx, { connectionId: draft.id, by, now: noon });
    return draft;
  });

describe("a grant that serves several", () => {
  const save = (token: string, connectionIds: readonly [string, ...string[]], holder?: string) =>
    db.database.tenant(here, (tx) =>
      saveGrant(tx, db.vault, {
        connectionIds,
        secrets: { accessToken: token },
        holder,
        ownNames: ["cipher"],
        now: noon,
      }),
    );
  const tokenOf = (id: string) =>
    db.database.tenant(here, async (tx) => (await secretsOf(tx, db.vault, id)).get("accessToken"));

  test("a new consent for one of them leaves the others theirs [A1.2]", async () => {
    const [one, two] = [await activeIn(here), await activeIn(here)];
    await save("shared", [one.id, two.id]);
    await save("new", [one.id]);
    expect([await tokenOf(one.id), await tokenOf(two.id)]).toEqual(["new", "shared"]);
  });

  test("a new consent of the same login serves all that worked with the older one, and a further store", async () => {
    const [one, two, three] = [await activeIn(here), await activeIn(here), await activeIn(here)];
    const grant = await save("first", [one.id, two.id], "app:login");
    expect(await save("second", [three.id], "app:login")).toBe(grant);
    expect([await tokenOf(one.id), await tokenOf(two.id), await tokenOf(three.id)]).toEqual(Array(3).fill("second"));
  });

  test("a store's own secrets do not stay among what all stores of a grant share", async () => {
    const [one, two] = [await activeIn(here), await activeIn(here)];
    const grant = await save("t", [one.id], "app:another");
    await db.database.tenant(here, (tx) =>
      storeSecrets(tx, db.vault, { ownerKind: "grant", ownerId: grant, secrets: { cipher: "of one" }, now: noon }),
    );
    await save("t", [two.id], "app:another");
    const held = await db.database.tenant(here, (tx) => secretsOf(tx, db.vault, two.id));
    expect([held.get("accessToken"), held.get("cipher")]).toEqual(["t", undefined]);
  });
});
