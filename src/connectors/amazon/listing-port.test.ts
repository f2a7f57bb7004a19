/** What a listing is made of, and what comes back of it: beside the suite, which plays whole publications. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import type { FilledListing, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { listingSample } from "../../sandboxes/amazon/listing-sample.ts";
import { STRICT_TYPES, schemaOf, typeFindings } from "../../sandboxes/amazon/product-types.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { type Node, nodeOf } from "../kit/parse/json-nodes.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { submissionsOf } from "./listing-body.ts";
import { listings } from "./listing-port.ts";
import { toListingSchema } from "./listing-requirements.ts";
import { openAccount, readingContext } from "./testing.ts";

const ID = "0b2d0c6e-0000-4000-8000-000000000001";

function requirementsOf(type: string): ListingSchema {
  const read = (level: "NONE" | "CHILD" | "PARENT") => {
    const root: Node = nodeOf(schemaOf(type, level) ?? {});
    return {
      version: "1",
      root,
      properties: nodeOf(root.properties),
      required: new Set(Array.isArray(root.required) ? root.required.map(String) : []),
    };
  };
  return toListingSchema({ alone: read("NONE"), child: read("CHILD"), parent: read("PARENT") });
}

function cups(skus: readonly string[], more: ListingValues = {}): ListingToPublish {
  const { categoryKey, listing } = listingSample(skus);
  const variants = skus.map((sku, index) => ({ variantId: `of-${sku}`, sku, values: listing.variants[index] ?? {} }));
  return {
    id: ID,
    categoryKey,
    schema: requirementsOf(categoryKey),
    listing: { product: { ...listing.product, ...more }, variants },
  };
}

test("a generated product of 2,000 and 20 product types is never refused where the check finds it whole", () => {
  const { ctx } = readingContext();
  const random = seededRandom(58);
  const refused = (name: string, schema: ListingSchema, listing: FilledListing) =>
    submissionsOf({ id: ID, categoryKey: name, schema, listing }, ctx).flatMap(({ attributes }) => {
      const sent: Json = JSON.parse(stringifyJson(attributes));
      return typeFindings(name, nodeOf(sent)) ?? [];
    });
  const seen = { whole: 0, lacking: 0, refused: 0 };
  for (const { name } of STRICT_TYPES) {
    const schema = requirementsOf(name);
    for (let n = 0; n < 100; n++) {
      const listing = generatedListing(schema, `${name}-${n}`, random);
      const problems = checkListing(schema, listing);
      if (problems.length === 0) {
        seen.whole++;
        const found = refused(name, schema, listing);
        if (found.length > 0) expect({ name, listing, found }).toBeNull();
      } else if (problems.every(({ said }) => said.code === "listing.missing")) {
        seen.lacking++;
        if (refused(name, schema, listing).length > 0) seen.refused++;
      }
    }
  }
  expect(seen.whole).toBeGreaterThan(1_000);
  expect(seen.lacking).toBeGreaterThan(200);
  expect(seen.refused).toBe(seen.lacking);
});

test("a type's fields are its attributes: lists, parts, measures, choices, and what is asked for when", () => {
  const { fields, themes } = requirementsOf("LAMP");
  const field = (key: string) => fields.find((one) => one.key === key);
  expect(field("bullet_point")).toMatchObject({ need: "required", isMany: true, most: 5, maxLength: 500 });
  expect(field("brand")).toMatchObject({ kind: "choice", isOpen: true, source: "brand" });
  expect(field("capacity")).toMatchObject({ kind: "measure", units: ["liters", "milliliters"] });
  expect(field("california_proposition_65.chemical_names")?.emptyIf).toContainEqual([
    { field: "california_proposition_65.chemical_names", is: "filled" },
    { field: "california_proposition_65.compliance_type", is: "empty" },
  ]);
  expect(field("item_package_dimensions.length")).toMatchObject({
    kind: "measure",
    source: "length",
    scope: "variant",
  });
  expect(field("battery.cell_composition")).toMatchObject({ kind: "choice", need: "required" });
  expect(field("condition_type")).toMatchObject({
    need: "required",
    choices: [{ value: "new_new", name: "New" }, {}, {}],
  });
  const powered = { field: "batteries_required", is: "in", values: ["true"] };
  expect(field("num_batteries.quantity")?.requiredIf).toContainEqual([
    { field: "batteries_required", is: "filled" },
    powered,
  ]);
  const exempt = "supplier_declared_has_product_identifier_exemption";
  expect(field("externally_assigned_product_identifier")?.requiredIf).toEqual([
    [
      { field: "merchant_suggested_asin", is: "empty" },
      { field: exempt, is: "filled" },
      { field: exempt, is: "in", values: ["false"] },
    ],
    [
      { field: "merchant_suggested_asin", is: "empty" },
      { field: exempt, is: "empty" },
    ],
  ]);
  expect(field("california_proposition_65.chemical_names")?.requiredIf).toEqual([
    [
      { field: "california_proposition_65.compliance_type", is: "filled" },
      { field: "california_proposition_65.compliance_type", is: "in", values: ["chemical", "food"] },
    ],
  ]);
  expect(field("california_proposition_65.chemical_names")?.emptyIf).toContainEqual([
    { field: "california_proposition_65.chemical_names", is: "filled" },
    { field: "california_proposition_65.compliance_type", is: "empty" },
  ]);
  expect(field("item_package_dimensions.length")?.requiredIf).toHaveLength(2);
  expect(["parentage_level", "skip_offer", "list_price.currency"].map(field)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(field("color")?.scope).toBe("either");
  expect(themes).toEqual([
    { key: "COLOR", fields: ["color"] },
    { key: "SIZE", fields: ["size"] },
    { key: "SIZE/COLOR", fields: ["size", "color"].sort() },
  ]);
});

test("a family is a parent and its children under the theme in which they differ", () => {
  const { ctx } = readingContext();
  const [parent, child] = submissionsOf(cups(["CUP-1", "CUP-2"]), ctx);
  const market = { marketplace_id: "A21TJRUUN4KGV" };
  expect(parent).toMatchObject({
    sku: "argosy-0b2d0c6e000040008000000000000001",
    variantId: null,
    attributes: { parentage_level: [{ value: "parent", ...market }], variation_theme: [{ name: "COLOR" }] },
  });
  expect(Object.keys(parent?.attributes ?? {})).not.toEqual(
    expect.arrayContaining(["purchasable_offer", "fulfillment_availability", "color"]),
  );
  expect(child?.attributes).toMatchObject({
    color: [{ value: "Black", ...market }],
    capacity: [{ unit: "milliliters", ...market }],
    item_package_weight: [{ unit: "grams", ...market }],
    child_parent_sku_relationship: [{ child_relationship_type: "variation", parent_sku: parent?.sku, ...market }],
    fulfillment_availability: [{ fulfillment_channel_code: "DEFAULT" }],
  });
});

test("a finding of Amazon's trial comes back to the field and the variant, and nothing is made", async () => {
  await using account = await openAccount();
  const { state } = account;
  const { ctx } = await account.connect();
  const whole = cups(["CUP-1", "CUP-2"], { batteries_required: ["true"] });
  const reported = await listings.publish(whole, ctx);
  expect(reported).toMatchObject({ outcome: "refused" });
  const issues = reported.outcome === "refused" ? reported.issues : [];
  expect(issues).toContainEqual({ field: "num_batteries.quantity", text: expect.stringContaining("num_batteries") });
  expect(issues.filter(({ field }) => field === "model_number")).toHaveLength(1);
  expect(state.listings.size).toBe(0);
});

test("an accepted listing that Amazon keeps off sale is refused with its issues, and mended by the next attempt", async () => {
  await using account = await openAccount();
  const { state } = account;
  const { ctx } = await account.connect();
  const reported = await listings.publish(cups(["CUP-1"]), ctx);
  if (reported.outcome !== "accepted") throw new Error("Amazon only accepts");
  const stored = state.listings.get("CUP-1");
  if (!stored) throw new Error("it was written");
  stored.blocked = true;
  await ctx.clock.sleep(60_000, ctx.signal);
  expect(await listings.poll?.(reported.handle, cups(["CUP-1"]), ctx)).toMatchObject({ outcome: "accepted" });
  await ctx.clock.sleep(120_000, ctx.signal);
  expect(await listings.poll?.(reported.handle, cups(["CUP-1"]), ctx)).toMatchObject({
    outcome: "refused",
    issues: [{ field: "images", text: expect.stringContaining("image") }],
  });
  const renamed = cups(["CUP-1"], { item_name: ["Another title"] });
  const again = await listings.publish(renamed, ctx);
  stored.blocked = false;
  await ctx.clock.sleep(60_000, ctx.signal);
  expect(again.outcome === "accepted" ? await listings.poll?.(again.handle, renamed, ctx) : again).toMatchObject({
    outcome: "listed",
    made: { key: "CUP-1", product: { title: "Another title" } },
  });
});

test("a listing sold from Amazon's warehouse, or in somebody else's family, is not written over", async () => {
  await using account = await openAccount();
  const { state } = account;
  const { ctx } = await account.connect();
  await listings.publish(cups(["CUP-1"]), ctx);
  await ctx.clock.sleep(60_000, ctx.signal);
  const stored = state.listings.get("CUP-1");
  if (stored) stored.channel = "AMAZON_IN";
  expect(await listings.publish(cups(["CUP-1"]), ctx)).toMatchObject({
    outcome: "refused",
    issues: [{ variantId: "of-CUP-1" }],
  });
});

test("a listing that is on sale is not written again: what was sold since stays sold", async () => {
  await using account = await openAccount();
  const { state } = account;
  const { ctx } = await account.connect();
  const reported = await listings.publish(cups(["CUP-1"]), ctx);
  await ctx.clock.sleep(60_000, ctx.signal);
  const stored = state.listings.get("CUP-1");
  if (stored) stored.quantity = 2;
  expect(await listings.publish(cups(["CUP-1"]), ctx)).toMatchObject({ outcome: "listed" });
  expect(reported.outcome).toBe("accepted");
  expect(state.listings.get("CUP-1")?.quantity).toBe(2);
});

test("a family of which a variation is refused sells nothing until its stock follows", async () => {
  await using account = await openAccount();
  const { state, sandbox } = account;
  const { ctx } = await account.connect();
  const family = cups(["CUP-1", "CUP-2"]);
  // Three of the trial, then the parent and the first variation.
  sandbox.faults.add({ fault: { kind: "status", status: 400, body: "{}" }, write: true, after: 5, times: 1 });
  expect(await listings.publish(family, ctx)).toMatchObject({ outcome: "refused" });
  expect([...state.listings.values()].map(({ sku, quantity }) => [sku, quantity])).toEqual([
    [expect.stringMatching(/^argosy-/), 0],
    ["CUP-1", 0],
  ]);
  await ctx.clock.sleep(10_000, ctx.signal);
  const reported = await listings.publish(family, ctx);
  if (reported.outcome !== "accepted") throw new Error("Amazon only accepts");
  const second = state.listings.get("CUP-2");
  if (second) second.blocked = true;
  await ctx.clock.sleep(3 * 60_000, ctx.signal);
  expect(await listings.poll?.(reported.handle, family, ctx)).toMatchObject({
    outcome: "refused",
    made: [{ variants: [{ id: "of-CUP-1", key: "CUP-1" }, { id: "of-CUP-2" }] }],
  });
});

test("a family whose parent Amazon finds wrong is refused with the parent's issue at its field, and mended by the next", async () => {
  await using account = await openAccount();
  const { listings: stored } = account.state;
  const { ctx } = await account.connect();
  const family = cups(["CUP-1", "CUP-2"]);
  const reported = await listings.publish(family, ctx);
  if (reported.outcome !== "accepted") throw new Error("Amazon only accepts");
  for (const [sku, one] of stored)
    stored.set(sku, one.isParent ? { ...one, blocked: true } : { ...one, parentSku: null });
  await ctx.clock.sleep(3 * 60_000, ctx.signal);
  const refusal = await listings.poll?.(reported.handle, family, ctx);
  expect(refusal).toMatchObject({
    outcome: "refused",
    issues: [{ field: "images", text: expect.stringContaining("image") }],
  });
  expect([...stored.values()].every(({ quantity }) => !quantity)).toBe(true);
  const again = await listings.publish(family, ctx);
  await ctx.clock.sleep(3 * 60_000, ctx.signal);
  expect(again.outcome === "accepted" ? await listings.poll?.(again.handle, family, ctx) : again).toMatchObject({
    outcome: "listed",
    made: { variants: [{ key: "CUP-1" }, { key: "CUP-2" }] },
  });
});

test("a family whose parent is never shown is waited for half an hour from its sending, and then refused", async () => {
  await using account = await openAccount();
  const { ctx } = await account.connect();
  const family = cups(["CUP-1", "CUP-2"]);
  const reported = await listings.publish(family, ctx);
  if (reported.outcome !== "accepted") throw new Error("Amazon only accepts");
  for (const [sku, one] of account.state.listings)
    if (one.isParent) account.state.listings.set(sku, { ...one, visibleAt: Number.POSITIVE_INFINITY });
  await ctx.clock.sleep(10 * 60_000, ctx.signal);
  expect(await listings.poll?.(reported.handle, family, ctx)).toMatchObject({
    outcome: "accepted",
    handle: reported.handle,
    pollAfterMs: 30_000,
  });
  await ctx.clock.sleep(20 * 60_000, ctx.signal);
  expect(await listings.poll?.(reported.handle, family, ctx)).toMatchObject({ outcome: "refused" });
});

test("a listing whose variants are gone is refused, and no SKU is asked for", async () => {
  await using account = await openAccount();
  const { ctx } = await account.connect();
  const before = account.sandbox.calls.length;
  expect(await listings.poll?.(`put:${ctx.clock.now()}`, cups([]), ctx)).toMatchObject({ outcome: "refused" });
  expect(account.sandbox.calls.length).toBe(before);
});
