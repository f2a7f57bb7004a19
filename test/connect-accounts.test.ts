/** A store keeps its account: what is sent for another one is refused, and what does not hold changes nothing. */
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { TestHub } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

const hub = fixture(sharedHub);

test("a refused connect leaves no draft behind [A3.4]", async () => {
  const seller = await hub.seller("refused");
  const sandbox = await hub.sandbox("woocommerce");
  const values = { ...sandbox.shop.credentials(), consumerSecret: "cs_0000000000000000000000000000000000000000" };
  const answer = await seller.call("POST", "/stores", { provider: "woocommerce", values });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const drafts = await hub.look(
    seller,
    "select id from connection where organization_id = argosy.tenant() and state = 'draft'",
  );
  expect(drafts).toEqual([]);
});

describe("the owner of a shop", () => {
  const connected = async (slug: string) => {
    const owner = await hub.seller(slug);
    const { shop } = await hub.sandbox("woocommerce");
    const credentials = shop.credentials();
    const input = { provider: "woocommerce", values: credentials };
    return { owner, credentials, ...(await owner.post<{ storeId: string }>("/stores", input)) };
  };
  const stateOf = async (who: Awaited<ReturnType<TestHub["seller"]>>, id: string) =>
    who.get<{ state: string; accountId: string; settings: Record<string, unknown> }>(`/stores/${id}`);
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

  test("keys of another shop are refused for a store that is connected; nothing of it changes [A2.3]", async () => {
    const { owner, storeId } = await connected("whose");
    const other = await hub.sandbox("woocommerce");
    const before = await stateOf(owner, storeId);
    const answer = await owner.call("POST", "/stores", {
      provider: "woocommerce",
      draftId: storeId,
      values: other.shop.credentials(),
    });
    expect(await codeOf(answer)).toEqual([409, "STORE_OTHER_ACCOUNT"]);
    const { siteUrl = "" } = other.shop.credentials();
    const change = (body: object) => owner.call("PATCH", `/stores/${storeId}`, body);
    expect(await codeOf(await change({ storeUrl: siteUrl }))).toEqual([409, "STORE_ADDRESS"]);
    // Nor as a setting beside the address that is shown.
    expect(await codeOf(await change({ settings: { siteUrl } }))).toEqual([422, "STORE_SETTING"]);
    expect(await stateOf(owner, storeId)).toMatchObject({
      accountId: before.accountId,
      settings: before.settings,
    });
    await owner.post(`/stores/${storeId}/test-connection`);
  });

  test("stored keys go to no other address than before: there they have to be typed again", async () => {
    const { owner, storeId } = await connected("elsewhere");
    const received: string[] = [];
    await using listener = createServer((request, reply) => {
      received.push(JSON.stringify([request.url, request.headers]));
      reply.end("{}");
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const at = listener.address();
    const siteUrl = `http://127.0.0.1:${at !== null && typeof at === "object" ? at.port : 0}`;
    const values = { siteUrl };
    const answer = await owner.call("POST", "/stores", { provider: "woocommerce", draftId: storeId, values });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain("consumerKey");
    expect(received).toEqual([]);
    // Where they went before, they go without being typed.
    const same = { provider: "woocommerce", draftId: storeId, values: {} };
    expect((await owner.call("POST", "/stores", same)).status).toBeLessThan(300);
  });

  test("secrets are proved before the old ones go; right ones end the wait for them, empty ones keep their value [A3.5]", async () => {
    const { owner, storeId, credentials } = await connected("proved");
    const wrong = { consumerSecret: "cs_0000000000000000000000000000000000000000" };
    const refused = await owner.call("PUT", `/stores/${storeId}/secrets`, { values: wrong });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await owner.post(`/stores/${storeId}/test-connection`);
    await hub.owner.run("update connection set state = 'needs_reauth' where id = $1", [storeId]);
    await owner.put(`/stores/${storeId}/secrets`, {
      values: { consumerSecret: credentials.consumerSecret, consumerKey: "" },
    });
    expect((await stateOf(owner, storeId)).state).toBe("active");
    await owner.post(`/stores/${storeId}/test-connection`);
  });
});
