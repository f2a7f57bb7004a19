/** Categories with open drafts are read again by themselves. */
import { expect, test } from "vitest";
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { createDrafts } from "../../hub/listing-drafts/drafts.ts";
import { categorySchema, saveSchema } from "../../hub/listing-drafts/schemas.ts";
import { resolveSettledAlerts } from "../maintenance/settled-alerts.ts";
import { channel } from "../outbound/testing.ts";
import { testEngine } from "../testing.ts";

const DAY_MS = 24 * 3_600_000;
const field = (key: string, need: ListingField["need"]): ListingField => ({
  ...{ key, name: key.toUpperCase(), kind: "text", need, scope: "product" },
});
const asks = (...fields: readonly ListingField[]): ListingSchema => ({ version: "1", fields, mostVariants: 10 });

test("categories with open drafts are read daily, a new demand names its drafts, and one category stops no other", async () => {
  const answers = new Map<string, () => ListingSchema>();
  const read: string[] = [];
  await using engine = await testEngine({
    ...channel().ports,
    listings: {
      categories: async () => ({ version: "", categories: [] }),
      async requirements(key) {
        read.push(key);
        return (answers.get(key) ?? (() => asks(field("note", "optional"))))();
      },
      publish: async () => ({ outcome: "refused", issues: [] }),
    },
  });
  const { store: connectionId } = engine;
  const at = () => new Date(engine.clock.now());
  const categories = ["a-gone", "b-refused", "c-changed", "d-same", "e-without-drafts"];
  await engine.inside(async (tx) => {
    for (const categoryKey of categories) {
      const product = { title: categoryKey, variants: [{ sku: categoryKey }] };
      const { id } = await createProduct(tx, { product, now: at() });
      await saveSchema(tx, { connectionId, categoryKey }, { schema: asks(field("note", "optional")), now: at() });
      if (categoryKey !== "e-without-drafts")
        await createDrafts(tx, { connectionId, categoryKey, productIds: [id] }, { home: null, now: at() });
    }
  });
  const { name } = await engine.inside((tx) => tx.one<{ name: string }>("select name from argosy.connection"));
  await engine.engine.runUntilIdle();
  const aDay = async () => {
    read.length = 0;
    engine.clock.pass(DAY_MS);
    await engine.engine.runUntilIdle();
    return [...read];
  };
  const alerts = async () =>
    (await engine.inside((tx) => listAlerts(tx, { state: "open", now: at() }))).items
      .filter(({ kind }) => kind === "requirements_changed")
      .map(({ title, text }) => `${title} ${text}`)
      .toSorted();
  const journal = () =>
    engine.inside((tx) =>
      tx.rows<{ status: string; text: string }>(
        "select status, text from argosy.sync_log where action = 'read_requirements' order by text",
      ),
    );
  const problems = () =>
    engine.inside((tx) =>
      tx.rows<{ category: string; problems: number }>(
        "select category_key as category, problem_count as problems from argosy.listing_draft order by category_key",
      ),
    );

  expect(await aDay()).toEqual(categories.slice(0, 4));
  expect(await alerts()).toEqual([]);
  expect(await journal(), "nothing changed").toEqual([]);

  answers.set("a-gone", () => {
    throw new ConnectorError({ kind: "not_found" }, "No such category.");
  });
  answers.set("b-refused", () => {
    throw new ConnectorError({ kind: "rejected" }, "Not for you.");
  });
  answers.set("c-changed", () => asks(field("note", "optional"), field("material", "required")));
  expect(await aDay()).toEqual(categories.slice(0, 4));
  expect(await problems()).toEqual([
    { category: "a-gone", problems: 1 },
    { category: "b-refused", problems: 0 },
    { category: "c-changed", problems: 1 },
    { category: "d-same", problems: 0 },
  ]);
  const reported = [
    `Store: 1 draft in "a-gone" lacks something now The channel no longer has this category. Make the drafts in another one.`,
    `Store: 1 draft in "c-changed" lacks something now The channel asks for something else in: MATERIAL.`,
  ];
  expect(await alerts()).toEqual(reported.map((text) => text.replace("Store", name)));
  expect(await journal()).toEqual(
    expect.arrayContaining([
      { status: "failed", text: expect.stringContaining(`Couldn't read what "b-refused" asks for. Not for you.`) },
    ]),
  );

  // Nothing new: nothing is told again, and a category that is back is as it was.
  answers.delete("a-gone");
  answers.set("c-changed", () => asks(field("note", "optional")));
  await aDay();
  await engine.inside((tx) => resolveSettledAlerts(tx, at()));
  expect(await alerts()).toEqual([]);
  const back = await engine.inside((tx) => categorySchema(tx, { connectionId, categoryKey: "a-gone" }));
  expect(back.goneAt).toBeNull();
});
