import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { createDraft } from "../../hub/stores/draft.ts";
import { saveGrant } from "../../hub/stores/grants.ts";
import { activateStore } from "../../hub/stores/lifecycle.ts";
import { secretFacts } from "../../hub/stores/secrets.ts";
import { noteRenewalFailed, storeGrant } from "./stored-grants.ts";

let db: TestDatabase;
let here: OrganizationId;
const noon = new Date("2026-11-20T12:00:00Z");
const by = { kind: "user", id: "1", name: "ana@example.test" } as const;

beforeAll(async () => {
  db = await testDatabase();
  here = await db.newOrganization("Here");
});
afterAll(() => db[Symbol.asyncDispose]());

const activeIn = (organization: OrganizationId) =>
  db.database.tenant(organization, async (tx) => {
    const draft = await createDraft(tx, db.vault, { kind: "commerce", provider: "fakeshop", name: "Shop", now: noon });
    await activateStore(tx, { connectionId: draft.id, by, now: noon });
    return draft;
  });

describe("each token has its own dates", () => {
  const facts = (id: string) => db.database.tenant(here, (tx) => secretFacts(tx, id));
  const factOf = async (id: string, name: string) => (await facts(id)).find((one) => one.name === name);
  const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

  test("a refresh token and a key outlive the access they give; a renewal dates what the platform answered anew [B45.4]", async () => {
    const { id } = await activeIn(here);
    const grantId = await db.database.tenant(here, (tx) =>
      saveGrant(tx, db.vault, {
        connectionIds: [id],
        secrets: { accessToken: "a", refreshToken: "r", clientSecret: "c" },
        expiresAt: later(60),
        now: noon,
      }),
    );
    expect(await factOf(id, "accessToken")).toMatchObject({ kind: "access", expiresAt: later(60), renewedAt: null });
    expect(await factOf(id, "refreshToken")).toMatchObject({ kind: "refresh", expiresAt: null });
    expect(await factOf(id, "clientSecret")).toMatchObject({ kind: "api_key", expiresAt: null });
    const answered = { secrets: { accessToken: "b" }, expiresAt: later(115).toISOString() };
    const grant = { secrets: { accessToken: "b", refreshToken: "r" } };
    await db.database.tenant(here, (tx) =>
      storeGrant(tx, { vault: db.vault, grantId, renewed: { grant, generation: 1 }, answered, now: later(55) }),
    );
    expect(await factOf(id, "accessToken")).toMatchObject({ expiresAt: later(115), renewedAt: later(55) });
    expect(await factOf(id, "refreshToken")).toMatchObject({ issuedAt: noon, renewedAt: null });
    const day = later(1_440).toISOString();
    const rotated = { ...answered, secrets: { refreshToken: "r2" }, ends: { refreshToken: day } };
    await db.database.tenant(here, (tx) =>
      storeGrant(tx, {
        vault: db.vault,
        grantId,
        renewed: { grant, generation: 2 },
        answered: rotated,
        now: later(60),
      }),
    );
    expect(await factOf(id, "refreshToken")).toMatchObject({ expiresAt: later(1_440), renewedAt: later(60) });
  });

  test("a failed renewal's reason is shown until one goes well [B45.4]", async () => {
    const { id } = await activeIn(here);
    const secrets = { accessToken: "a" };
    const grantId = await db.database.tenant(here, (tx) =>
      saveGrant(tx, db.vault, { connectionIds: [id], secrets, now: noon }),
    );
    const error = new ConnectorError({ kind: "auth_revoked" }, "The shop took the access away.");
    await db.database.tenant(here, (tx) => noteRenewalFailed(tx, { grantId, error, now: later(5) }));
    expect(await factOf(id, "accessToken")).toMatchObject({ error: error.message, errorAt: later(5) });
    const renewed = { grant: { secrets }, generation: 1 };
    await db.database.tenant(here, (tx) =>
      storeGrant(tx, { vault: db.vault, grantId, renewed, answered: { secrets }, now: later(6) }),
    );
    expect(await factOf(id, "accessToken")).toMatchObject({ error: null, errorAt: null });
  });
});
