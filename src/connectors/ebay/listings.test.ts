/** Listings made of all kinds: what the check finds whole, eBay publishes. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import { publishErrors } from "../../sandboxes/ebay/listing.ts";
import { regulatoryErrors } from "../../sandboxes/ebay/regulatory.ts";
import { leafCategories } from "../../sandboxes/ebay/taxonomy.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { must } from "../kit/testing/shop.ts";
import { itemBody, offerBody } from "./listing-body.ts";
import { FIELD_OF_REGULATORY_ERROR, REGULATORY_FIELDS, regulatoryOf } from "./listing-regulatory.ts";
import { openAccount } from "./testing.ts";

test("2,000 products of 20 categories that pass the check are refused by none of eBay's rules", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const random = seededRandom(58);
  const refused: object[] = [];
  const seen = { whole: 0, lacking: 0 };
  expect(leafCategories()).toHaveLength(20);
  for (const categoryKey of leafCategories()) {
    const schema = await must(ports.listings).requirements(categoryKey, ctx);
    for (let n = 0; n < 100; n++) {
      const listing: FilledListing = generatedListing(schema, `${categoryKey}-${n}`, random);
      if (checkListing(schema, listing).length > 0) {
        seen.lacking++;
        continue;
      }
      seen.whole++;
      for (const variant of listing.variants) {
        const item = JSON.parse(JSON.stringify(itemBody(listing, variant)));
        const written = JSON.parse(JSON.stringify(offerBody(listing, variant, { categoryKey, ctx })));
        const { price } = written.pricingSummary;
        const errors = publishErrors({ category: categoryKey, price, written }, { item, currency: price.currency });
        if (errors.length > 0) refused.push({ categoryKey, errors, listing });
      }
    }
  }
  expect(refused).toEqual([]);
  expect(seen.whole).toBeGreaterThan(500);
  expect(seen.lacking).toBeGreaterThan(100);
});

const contact = (who: string, country: string) => ({
  [`${who}.companyName`]: ["Argosy Pottery"],
  [`${who}.addressLine1`]: ["Hafenstr. 1"],
  [`${who}.city`]: ["Hamburg"],
  [`${who}.postalCode`]: ["20457"],
  [`${who}.country`]: [country],
});

test("every regulatory field is sent in the container the description has for it", () => {
  const product = {
    ...{ ...contact("manufacturer", "de"), ...contact("responsiblePerson", "FR") },
    ...{ "manufacturer.contactUrl": ["https://pottery.example"], "responsiblePerson.stateOrProvince": ["HH"] },
    ...{ "productSafety.pictograms": ["PS1"], "productSafety.component": ["Tipping hazard"] },
    ...{ "hazmat.statements": ["EUH020", "H300"], "hazmat.signalWord": ["DANGER"] },
    ...{ documents: ["doc-1", "doc-2"], repairScore: ["7.9"] },
    "energyEfficiencyLabel.imageURL": ["https://images.example/label.jpg"],
    "energyEfficiencyLabel.productInformationSheet": ["https://images.example/sheet.pdf"],
  };
  const address = {
    companyName: "Argosy Pottery",
    ...{ addressLine1: "Hafenstr. 1", city: "Hamburg", postalCode: "20457" },
  };
  const expected = {
    manufacturer: { ...address, country: "DE", contactUrl: "https://pottery.example" },
    responsiblePersons: [{ ...address, country: "FR", stateOrProvince: "HH", types: ["EUResponsiblePerson"] }],
    productSafety: { pictograms: ["PS1"], component: "Tipping hazard" },
    hazmat: { statements: ["EUH020", "H300"], signalWord: "DANGER" },
    energyEfficiencyLabel: {
      imageURL: "https://images.example/label.jpg",
      productInformationSheet: "https://images.example/sheet.pdf",
    },
    documents: [{ documentId: "doc-1" }, { documentId: "doc-2" }],
    repairScore: 7.9,
  };
  expect(regulatoryOf(product)).toEqual({ regulatory: expected });
  expect(regulatoryErrors(expected)).toEqual([]);
  expect(regulatoryOf({ title: ["Mug"] })).toEqual({});
});

test("a half-filled regulatory field is named by the check at what it lacks, and refused by eBay at the same field", () => {
  const cases: readonly (readonly [given: Readonly<Record<string, string[]>>, missing: string, error: number])[] = [
    [{ "manufacturer.companyName": ["Pottery"] }, "manufacturer.email", 25_118],
    [
      { "manufacturer.companyName": ["Pottery"], "manufacturer.city": ["Hamburg"] },
      "manufacturer.addressLine1",
      25_110,
    ],
    [{ "responsiblePerson.email": ["a@pottery.example"] }, "responsiblePerson.companyName", 25_114],
    [{ "productSafety.component": ["Tipping hazard"] }, "productSafety.statements", 25_109],
    [{ "hazmat.signalWord": ["DANGER"] }, "hazmat.statements", 25_078],
    [
      { "energyEfficiencyLabel.imageURL": ["https://images.example/l.jpg"] },
      "energyEfficiencyLabel.productInformationSheet",
      25_084,
    ],
  ];
  const schema = { version: "", fields: REGULATORY_FIELDS, mostVariants: 1 };
  for (const [product, missing, error] of cases) {
    const listing = { product, variants: [{ variantId: "v", sku: "MUG-1", values: {} }] };
    expect(checkListing(schema, listing).map(({ field }) => field)).toContain(missing);
    expect(regulatoryErrors(regulatoryOf(product).regulatory)).toContainEqual(
      expect.objectContaining({ errorId: error }),
    );
    expect(FIELD_OF_REGULATORY_ERROR[String(error)]).toBe(missing);
  }
});

test("a condition that eBay does not have is named before sending, and refused by eBay at the same field", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const [categoryKey = ""] = leafCategories();
  const { fields } = await must(ports.listings).requirements(categoryKey, ctx);
  const condition = must(fields.find(({ key }) => key === "condition"));
  const schema = { version: "", fields: [condition], mostVariants: 1 };
  const listing = (value: string) => ({
    product: { condition: [value] },
    variants: [{ variantId: "v", sku: "MUG-1", values: {} }],
  });
  expect(checkListing(schema, listing("Shiny")).map(({ field }) => field)).toEqual(["condition"]);
  const given = { category: categoryKey, price: { value: "1.00", currency: "USD" } };
  const errorsOf = (value: string) =>
    publishErrors(given, { item: { condition: value }, currency: "USD" }).map((error) => JSON.stringify(error));
  expect(errorsOf("Shiny").some((error) => error.includes("25021"))).toBe(true);
  for (const { value } of must(condition.choices)) {
    expect(checkListing(schema, listing(value))).toEqual([]);
    expect(errorsOf(value).some((error) => error.includes("25021"))).toBe(false);
  }
});

test("a category's own conditions are offered, all where eBay tells none, and none is asked for where it needs none", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const conditionOf = async (categoryKey: string) => {
    const { fields } = await must(ports.listings).requirements(categoryKey, ctx);
    const { need, choices = [] } = must(fields.find(({ key }) => key === "condition"));
    return { need, choices };
  };
  expect(await conditionOf("15687")).toEqual({
    need: "required",
    choices: [
      { value: "NEW", name: "New with tags" },
      { value: "NEW_OTHER", name: "New without tags" },
      { value: "NEW_WITH_DEFECTS", name: "New with defects" },
      { value: "PRE_OWNED_EXCELLENT", name: "Pre-owned - Excellent" },
      { value: "USED_EXCELLENT", name: "Pre-owned - Good" },
      { value: "PRE_OWNED_FAIR", name: "Pre-owned - Fair" },
    ],
  });
  expect((await conditionOf("20705")).choices).toHaveLength(17);
  expect(await conditionOf("20706")).toMatchObject({ need: "recommended" });
});

test("many categories are read with one application token, and one that eBay takes no more is replaced", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const port = must(ports.listings);
  const { access } = account.sandbox.state;
  const given = () => [...access].flatMap(([token, { kind }]) => (kind === "app" ? [token] : []));
  for (const token of given()) access.delete(token);
  for (const key of leafCategories().slice(0, 5)) await port.requirements(key, ctx);
  expect(given()).toHaveLength(1);
  for (const token of given()) access.delete(token);
  await port.requirements("20697", ctx);
  expect(given(), "another after the first was revoked").toHaveLength(1);
  await account.clock.sleep(2 * 60 * 60_000);
  await port.requirements("20697", ctx);
  expect(given(), "another after the first has ended").toHaveLength(2);
});

test("business policies are chosen by their names; a consent without the right leaves their ids to write", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const policiesOf = async () => {
    const { fields } = await must(ports.listings).requirements("20697", ctx);
    return fields.filter(({ key }) => key.endsWith("PolicyId"));
  };
  const chosen = await policiesOf();
  expect(chosen.map(({ key, kind, preset, choices }) => [key, kind, preset, choices?.map(({ name }) => name)])).toEqual(
    [
      ["fulfillmentPolicyId", "choice", undefined, ["Standard shipping", "Express shipping"]],
      ["paymentPolicyId", "choice", "6196947000", ["Immediate payment"]],
      ["returnPolicyId", "choice", "6196944000", ["Returns within 30 days"]],
    ],
  );
  account.state.keyset.delete("https://api.ebay.com/oauth/api_scope/sell.account.readonly");
  const written = await policiesOf();
  expect(written.map(({ kind, choices }) => [kind, choices])).toEqual([0, 1, 2].map(() => ["number", undefined]));
});
