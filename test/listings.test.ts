/** A seller makes listings on a marketplace from products: what is missing is told, the rest goes out once and is stocked. */
import { beforeAll, expect, test } from "vitest";
import { appVariables, type ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { tableRows } from "../src/hub/channel-files/rows.ts";
import { csvText } from "../src/hub/table-files/csv-text.ts";
import { firstSyncDone, startSandboxOf, testHub, until } from "./support/hub.ts";

interface Draft {
  readonly id: string;
  readonly productId: string;
  readonly state: string;
  readonly error: string | null;
  readonly problems: readonly { readonly field: string | null; readonly text: string }[];
  readonly values: {
    readonly product: Readonly<Record<string, readonly string[]>>;
    readonly variants: readonly {
      readonly variantId: string;
      readonly sku: string;
      readonly values: Readonly<Record<string, readonly string[]>>;
    }[];
  };
}
interface Results {
  readonly results: readonly { readonly id: string; readonly ok: boolean; readonly error?: string }[];
}
interface Mapping {
  readonly sku: string;
  readonly state: string;
  readonly variantSku: string;
}

const MUGS = "20697";
const RULES = [
  { field: "condition", from: "fixed", fixed: ["NEW"] },
  { field: "title", from: "template", text: "{brand} {title}" },
  { field: "aspect:Material", from: "attribute", name: "Made of", map: { clay: "Ceramic" } },
  { field: "fulfillmentPolicyId", from: "fixed", fixed: ["6196932000"] },
];

let seller: Seller;
let ebay: Sandbox;
let store: ConnectedShop;
let other: ConnectedShop;

const sandbox = fixture(() => startSandboxOf("ebay", { clock: systemClock, seed: 1 }));
const hub = fixture(() => testHub(appVariables(sandbox)));
beforeAll(async () => {
  seller = await hub.seller("listings", { currency: "USD" });
  ebay = sandbox;
  store = await hub.connect(seller, ebay, "eBay");
  other = await hub.connect(seller, ebay, "eBay UK", { values: { marketplaceId: "EBAY_GB" } });
  for (const one of [store, other]) {
    await firstSyncDone(seller, one);
    await seller.post(`/stores/${one.id}/listing-categories/read`, {});
    await seller.post(`/stores/${one.id}/listing-requirements/read`, { categoryKey: MUGS });
  }
});

async function mug(sku: string, attributes: object): Promise<string> {
  const variant = (color: string, priceMinor: number) => ({
    ...{ sku: `${sku}-${color}`, priceMinor, currency: "USD", weightGrams: 400, barcode: "4006381333931" },
    options: [{ name: "Color", value: color }],
  });
  const { id } = await seller.post<{ id: string }>("/products", {
    title: `Mug ${sku}`,
    descriptionHtml: "<p>Holds 300 ml.</p>",
    brand: "Argosy Pottery",
    attributes,
    images: [{ url: "https://images.example/mug.jpg" }],
    variants: [variant("Red", 1250), variant("Blue", 1300)],
  });
  const items = [`${sku}-Red`, `${sku}-Blue`].map((each) => ({ sku: each, onHand: 7 }));
  await seller.post("/inventory/levels", { items });
  return id;
}

const drafts = async (query = "") =>
  (await seller.get<{ items: Draft[] }>(`/listing-drafts?storeId=${store.id}&values=true${query}`)).items;
const draftOf = async (productId: string) => {
  const found = (await drafts()).find((draft) => draft.productId === productId);
  if (!found) throw new Error("There is no draft of the product.");
  return found;
};
const bulk = async (body: object) => (await seller.post<Results>("/listing-drafts/bulk", body)).results;
const settled = (productId: string, state: string) =>
  until(`the draft is ${state}`, () => draftOf(productId), { wanted: (draft) => draft.state === state, ms: 60_000 });

test("categories are found by words, with their path, and proposed for a product", async () => {
  const { categories } = await seller.get<{ categories: { key: string; path: string[]; isLeaf: boolean }[] }>(
    `/stores/${store.id}/listing-categories?q=mug`,
  );
  expect(categories).toMatchObject([
    { key: MUGS, path: ["Home & Garden", "Kitchen, Dining & Bar", "Mugs"], isLeaf: true },
  ]);
  const productId = await mug("PROPOSED", {});
  const proposed = await seller.post<{ categories: { key: string }[] }>(
    `/stores/${store.id}/listing-categories/suggest`,
    { productId },
  );
  expect(proposed.categories.map(({ key }) => key)).toEqual([MUGS]);
});

test("a draft names what it lacks until rules and a person fill it, then it is published and stocked", async () => {
  const productId = await mug("CLAY", { "Made of": "Clay" });
  const lacking = await mug("BARE", {});
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId, lacking] });
  const before = await draftOf(productId);
  expect(before.problems.map(({ text }) => text)).toEqual(
    expect.arrayContaining(["Missing: Condition.", "Missing: Material."]),
  );
  await seller.post(`/stores/${store.id}/listing-rules`, { categoryKey: MUGS, rules: RULES });
  expect((await draftOf(productId)).problems).toEqual([]);
  expect((await draftOf(productId)).values.product).toMatchObject({
    title: ["Argosy Pottery Mug CLAY"],
    "aspect:Material": ["Ceramic"],
    weight: ["0.4 KILOGRAM"],
  });
  const bare = await draftOf(lacking);
  expect(await bulk({ action: "publish", draftIds: [before.id, bare.id] })).toEqual([
    { id: before.id, ok: true },
    { id: bare.id, ok: false, error: "Missing: Material." },
  ]);
  await settled(productId, "listed");
  expect((await draftOf(lacking)).state).toBe("draft");
  const { items } = await seller.get<{ items: Mapping[] }>(`/stores/${store.id}/mappings?limit=200`);
  const mine = items.filter(({ sku }) => sku?.startsWith("CLAY-"));
  expect(mine.map(({ state, variantSku }) => [state, variantSku]).sort()).toEqual([
    ["mapped", "CLAY-Blue"],
    ["mapped", "CLAY-Red"],
  ]);
  await seller.post("/inventory/levels", { items: [{ sku: "CLAY-Red", onHand: 3 }] });
  await until("the new quantity is on eBay", async () => ebay.shop.stockOf("CLAY-Red"), {
    wanted: (quantity) => quantity === 3,
    ms: 60_000,
  });
});

test("publishing whose answers are lost makes one listing", async () => {
  const productId = await mug("ONCE", { "Made of": "Clay" });
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  ebay.faults.add({ fault: { kind: "drop_after_commit" }, write: true, after: 2, times: 2 });
  await bulk({ action: "publish", draftIds: [(await draftOf(productId)).id] });
  const first = await until("the answer was lost", () => draftOf(productId), {
    wanted: (draft) => draft.state === "listed" || draft.error !== null,
    ms: 60_000,
  });
  if (first.state !== "listed") await seller.post(`/stores/${store.id}/retry-failed-sync`, {});
  await settled(productId, "listed");
  expect(ebay.shop.skus().filter((sku) => sku.startsWith("ONCE-"))).toHaveLength(2);
});

test("a refusal by the channel comes back to its field, and waits for a person", async () => {
  const productId = await mug("REFUSED", { "Made of": "Clay" });
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  const { id } = await draftOf(productId);
  await bulk({ action: "edit", drafts: [{ id, product: { returnPolicyId: ["1"] } }] });
  expect((await draftOf(productId)).problems.map(({ field }) => field)).toEqual(["returnPolicyId"]);
  // Which countries are in the EU is eBay's to say.
  const person = {
    ...{ companyName: ["Argosy Pottery"], addressLine1: ["1 Main St"], city: ["Austin"], postalCode: ["78701"] },
    ...{ country: ["US"], email: ["eu@pottery.example"] },
  };
  const given = (values: Readonly<Record<string, readonly string[] | null>>) =>
    Object.fromEntries(Object.entries(values).map(([part, value]) => [`responsiblePerson.${part}`, value]));
  await bulk({ action: "edit", drafts: [{ id, product: { returnPolicyId: null, ...given(person) } }] });
  expect((await draftOf(productId)).problems).toEqual([]);
  await bulk({ action: "publish", draftIds: [id] });
  const refused = await settled(productId, "refused");
  expect(refused.problems.map(({ field }) => field)).toContain("responsiblePerson.country");
  const alerts = await seller.get<{ items: { kind: string; title: string }[] }>("/alerts?state=open");
  expect(alerts.items).toContainEqual(
    expect.objectContaining({ kind: "listing_refused", title: 'eBay: "Mug REFUSED" was not published' }),
  );
  await bulk({ action: "edit", drafts: [{ id, product: given({ country: ["DE"] }) }] });
  await bulk({ action: "publish", draftIds: [id] });
  await settled(productId, "listed");
});

test("a draft goes at its time, is taken back before, and is copied to another channel", async () => {
  const productId = await mug("LATER", { "Made of": "Clay" });
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  const { id, values } = await draftOf(productId);
  // Stock and price are each channel's own: a copy takes neither along.
  const variants = Object.fromEntries(
    values.variants.map(({ variantId }) => [variantId, { price: ["99.00"], quantity: ["1"] }]),
  );
  await bulk({ action: "edit", drafts: [{ id, product: { "aspect:Features": ["Microwave Safe"] }, variants }] });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  expect(await bulk({ action: "publish", draftIds: [id], at })).toEqual([{ id, ok: true }]);
  // A retry of everything that failed makes due what waits; a chosen time stands.
  await seller.post(`/stores/${store.id}/retry-failed-sync`, {});
  expect(await draftOf(productId)).toMatchObject({ state: "sending", publishAt: at });
  expect(await bulk({ action: "delete", draftIds: [id] })).toMatchObject([{ ok: false }]);
  expect(await bulk({ action: "unschedule", draftIds: [id] })).toEqual([{ id, ok: true }]);
  expect(await bulk({ action: "copy", draftIds: [id], storeId: other.id, categoryKey: MUGS })).toEqual([
    { id, ok: true },
  ]);
  const { items } = await seller.get<{ items: Draft[] }>(`/listing-drafts?storeId=${other.id}&values=true`);
  expect(items).toMatchObject([
    { productId, state: "draft", values: { product: { "aspect:Features": ["Microwave Safe"] } } },
  ]);
  for (const variant of items[0]?.values.variants ?? []) {
    expect(variant.values["price"]).not.toEqual(["99.00"]);
    expect(variant.values["quantity"]).not.toEqual(["1"]);
  }
  expect(await bulk({ action: "delete", draftIds: [id] })).toEqual([{ id, ok: true }]);
});

test("drafts of a category are filled in as a file", async () => {
  const productId = await mug("FILE", {});
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  const sheet = await seller.call("GET", `/listing-drafts/sheet?storeId=${store.id}&categoryKey=${MUGS}`);
  const lines = (await sheet.text()).split("\r\n");
  const head = (lines[0] ?? "").split(",");
  const rows = lines.filter((line) => line.includes("FILE-"));
  expect(rows).toHaveLength(2);
  const { id } = await draftOf(productId);
  const quantity = head.find((one) => /quantity/i.test(one));
  // Choices are known by their names: the condition is NEW to the channel, and stands there already.
  const csv = `Draft,SKU,Material,Color,Condition,${quantity},Shelf\n${id},FILE-Red,glass,Red,New,2,A\n${id},FILE-Blue,Glass,White,New,2,B\n${id},NONE,Glass,Red,New,2,C\n`;
  expect(head).toEqual(expect.arrayContaining(["Draft", "SKU", "Product", "Material", "Color"]));
  const read = await seller.post<object>("/listing-drafts/sheet", { storeId: store.id, categoryKey: MUGS, csv });
  expect(read).toEqual({
    ...{ rows: 3, changed: 1, incomplete: 0, replacedCount: 0, replaced: [] },
    left: [
      { column: quantity, why: "stockOrPrice" },
      { column: "Shelf", why: "unknown" },
    ],
    problems: [{ row: 4, text: 'The product has no active variant "NONE".' }],
  });
  expect(await draftOf(productId)).toMatchObject({
    problems: [],
    values: { product: { "aspect:Material": ["Glass"], condition: ["NEW"] } },
  });
  // The stock of the file is that of its day: only the channel's own counts.
  const { values } = await draftOf(productId);
  expect(values.variants.map((variant) => variant.values["quantity"])).toEqual([["7"], ["7"]]);
});

test("an older file that writes over what was written since names each value, and the drafts left to fix", async () => {
  const productId = await mug("OLDER", {});
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  const { id, values } = await draftOf(productId);
  const blue = values.variants.find(({ sku }) => sku === "OLDER-Blue")?.variantId ?? "";
  const edit = { id, product: { "aspect:Material": ["Ceramic"] }, variants: { [blue]: { "aspect:Color": ["White"] } } };
  expect(await bulk({ action: "edit", drafts: [edit] })).toEqual([{ id, ok: true }]);
  const csv = `Draft,SKU,Material,Color\n${id},OLDER-Red,,Red\n${id},OLDER-Blue,,Blue\n`;
  const read = await seller.post<object>("/listing-drafts/sheet", { storeId: store.id, categoryKey: MUGS, csv });
  expect(read).toMatchObject({
    ...{ changed: 1, incomplete: 1, replacedCount: 2 },
    replaced: [
      { row: 2, sku: "OLDER-Red", field: "Material", before: ["Ceramic"], now: [] },
      { row: 3, sku: "OLDER-Blue", field: "Color", before: ["White"], now: ["Blue"] },
    ],
  });
  const template = `sku,Material\nOLDER-Red,Ceramic\nOLDER-Blue,Ceramic\n`;
  const sent = await seller.call(
    "POST",
    `/listing-drafts/template?storeId=${store.id}&categoryKey=${MUGS}`,
    Buffer.from(template),
    { "content-type": "application/octet-stream" },
  );
  expect(await sent.json()).toMatchObject({
    ...{ changed: 1, incomplete: 0, replacedCount: 1 },
    replaced: [{ sku: "OLDER-Red", field: "Material", before: [], now: ["Ceramic"] }],
  });
});

/** The rows of a file, its bytes read as the hub reads an upload. */
async function rowsOf(bytes: Buffer): Promise<readonly { sheet: string; cells: readonly string[] }[]> {
  const found: { sheet: string; cells: readonly string[] }[] = [];
  for await (const row of tableRows(async function* () {
    yield bytes;
  }))
    found.push(row);
  return found;
}

test("drafts go out under the channel's own attribute names, and its filled file comes back, also for new drafts", async () => {
  const [productId, undrafted] = [await mug("TPL", {}), await mug("TPL-NEW", {})];
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: MUGS, productIds: [productId] });
  const address = `/listing-drafts/template?storeId=${store.id}&categoryKey=${MUGS}`;
  const out = await seller.call("GET", address);
  expect(out.headers.get("content-type")).toContain("spreadsheetml");
  const rows = await rowsOf(Buffer.from(await out.arrayBuffer()));
  const template = rows.filter(({ sheet }) => sheet === "Template").map(({ cells }) => cells);
  const [notes = [], labels = [], codes = []] = template;
  const at = labels.indexOf("Material");
  expect([codes[0], codes[at]]).toEqual(["sku", "Material"]);
  expect(notes[at]).toBe("Required. One of: Ceramic, Glass, Porcelain, Steel");
  expect(template.slice(3).map(([sku]) => sku)).toEqual(expect.arrayContaining(["TPL-Red", "TPL-Blue"]));
  const allowed = rows.filter(({ sheet }) => sheet === "Allowed values").map(({ cells }) => cells);
  const materials = allowed[1]?.indexOf("Material") ?? -1;
  expect(allowed.slice(2).map((cells) => cells[materials])).toContain("Glass");
  const csv = Buffer.from(await (await seller.call("GET", `${address}&format=csv`)).arrayBuffer());
  expect((await rowsOf(csv)).map(({ cells }) => [cells[0], cells[at]])).toEqual(
    template.map((cells) => [cells[0], cells[at] ?? ""]),
  );
  const filled = `${csvText(
    [
      ["Listings of a shop", "2026"],
      [],
      ["Seller SKU *", "material", "Colour of mine", "Price", "Features 1", "Features 2"],
      ["tpl-red", "glass", "red", "1", "Microwave Safe", "Dishwasher Safe"],
      ["TPL-Blue", "", "", "", "", ""],
      ["TPL-NEW-Red", "Glass", "", "", "", ""],
      ["NONE", "Glass", "", "", "", ""],
    ],
    "\n",
  )}"open,1\n`;
  const send = async (to: string, body: Buffer) => {
    const answer = await seller.call("POST", to, body, { "content-type": "text/csv" });
    return { status: answer.status, body: (await answer.json()) as { code?: string; problems: unknown } };
  };
  const first = await send(address, Buffer.from(filled));
  expect(first).toMatchObject({
    status: 200,
    body: {
      ...{ rows: 5, rowsTaken: 2, created: 0, changed: 1, problemCount: 3 },
      left: [
        { column: "Colour of mine", why: "unknown" },
        { column: "Price", why: "stockOrPrice" },
      ],
      problems: [
        { row: 6, text: "No draft in this category has the SKU TPL-NEW-Red." },
        { row: 7, text: "No draft in this category has the SKU NONE." },
        { row: 8, text: expect.stringContaining("quote") },
      ],
    },
  });
  const { values } = await draftOf(productId);
  const red = values.variants.find(({ sku }) => sku === "TPL-Red");
  expect({ ...values.product, ...red?.values }).toMatchObject({
    "aspect:Material": ["Glass"],
    "aspect:Features": ["Microwave Safe", "Dishwasher Safe"],
  });
  // The first row says what stands: it is not made the seller's own by another that differs.
  const titleNow = values.product["title"]?.[0] ?? "";
  const titles = [
    ["sku", "title"],
    ["TPL-Red", titleNow],
    ["TPL-Blue", "Another title"],
  ];
  expect((await send(address, Buffer.from(csvText(titles, "\n")))).body).toMatchObject({
    changed: 0,
    problems: [{ row: 3 }],
  });
  const second = await send(`${address}&create=true`, Buffer.from(filled));
  expect(second.body).toMatchObject({ created: 1, changed: 1, problems: [{ row: 7 }, { row: 8 }] });
  expect((await draftOf(undrafted)).values.variants.map(({ sku }) => sku)).toEqual(["TPL-NEW-Red", "TPL-NEW-Blue"]);
  const foreign = await send(address, Buffer.from("Name,Age\nAna,30\n"));
  expect(foreign).toMatchObject({ status: 422, body: { code: "LISTING_SHEET_COLUMN" } });
  // What the hub gave is read back as it is: nothing changed.
  const back = Buffer.from(await (await seller.call("GET", address)).arrayBuffer());
  expect((await send(address, back)).body).toMatchObject({ changed: 0, problems: [] });
});
