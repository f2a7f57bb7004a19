import { expect, test } from "vitest";
import { connectors } from "../connectors/index.ts";
import { testApp } from "./testing.ts";

test("the card of a connected provider says what its own accounts can do, not what one could at best [A3.1]", async () => {
  await using hub = await testApp({ deps: { connectors } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const card = async () => {
    const { json } = await ana.call("GET", "/api/integrations/catalog");
    const cards = json.sections.flatMap((section: { providers: { id: string }[] }) => section.providers);
    return cards.find(({ id }: { id: string }) => id === "squarespace");
  };
  expect((await card()).capabilities).toContain("subscriptions");
  // A key gets no webhooks there.
  await hub.db.owner.run(
    `insert into connection (organization_id, kind, provider, code, name, state, webhook_key, settings)
     values ($1, 'commerce', 'squarespace', 'nile', 'Nile', 'active', 'nile', '{"authMode":"api_key"}')`,
    [ana.organization],
  );
  const shown = await card();
  expect(shown).toMatchObject({ connected: true, capabilities: expect.arrayContaining(["orders", "stock"]) });
  expect(shown.capabilities).not.toContain("subscriptions");
  expect(shown.actions.map(({ id }: { id: string }) => id)).not.toContain("register-webhooks");
});
