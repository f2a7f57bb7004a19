/** Products of one shop become listings on every channel that takes drafts: each checked, published once, linked and stocked. */
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { HOUR, MINUTE, openLab } from "./support/lab.ts";

const MARKETPLACES = [
  { provider: "amazon", currency: "INR" },
  { provider: "ebay", currency: "USD" },
  { provider: "mirakl", currency: "USD" },
  { provider: "walmart", currency: "USD" },
  { provider: "shopee", currency: "MYR" },
  { provider: "tiktok_shop", currency: "MYR" },
  { provider: "flipkart", currency: "INR" },
  { provider: "magento", currency: "USD" },
] as const;
const TITLE = "Shirt of washed cotton, sewn by hand";
const SKUS = ["TEE-S", "TEE-M"];
const ON_HAND = 7;
/** The longest wait: Walmart's report comes a quarter of an hour after its feed, and its items after that. */
const PATIENCE = 3 * HOUR;

interface Draft {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly problems: readonly { readonly field: string | null; readonly text: string }[];
}
interface Requirements {
  readonly schema: { readonly fields: readonly { readonly key: string; readonly source?: string }[] };
}
interface Results {
  readonly results: readonly { readonly id: string; readonly ok: boolean; readonly error?: string }[];
}
interface Channel {
  readonly store: ConnectedShop;
  readonly sandbox: Sandbox;
}

/** What the hub counts itself stays the product's. */
const COUNTED = new Set(["price", "quantity", "sku"]);

const lab = fixture(() => openLab("everywhere"));
const shops = new Map<string, Channel>();
const marketplaces = new Map<string, Channel>();
let product: { readonly id: string; readonly variants: readonly { readonly id: string; readonly sku: string }[] };

beforeAll(async () => {
  const { seller } = lab;
  await seller.put("/fx-rates", {
    rates: [
      { base: "USD", quote: "INR", rate: "32" },
      { base: "USD", quote: "MYR", rate: "4" },
    ],
  });
  const variants = SKUS.map((sku) => ({ sku, priceMinor: 1250, currency: "USD" }));
  const { id } = await seller.post<{ id: string }>("/products", { title: TITLE, variants });
  product = await seller.get(`/products/${id}`);
  await lab.setStock(Object.fromEntries(SKUS.map((sku) => [sku, ON_HAND])));
  const home = await lab.sandbox("woocommerce", { currency: "USD" });
  home.shop.addProduct({
    ...{ title: TITLE, status: "active" },
    variants: SKUS.map((sku) => ({ sku, price: "12.50", stock: ON_HAND })),
  });
  shops.set("woocommerce", { store: await lab.connect(home, "Own shop"), sandbox: home });
  for (const { provider, currency } of MARKETPLACES) {
    const sandbox = await lab.sandbox(provider, { currency });
    marketplaces.set(provider, { store: await lab.connect(sandbox, provider), sandbox });
  }
  await lab.pass(MINUTE);
});

const draftOn = async ({ store }: Channel): Promise<Draft> => {
  const { items } = await lab.seller.get<{ items: Draft[] }>(`/listing-drafts?storeId=${store.id}`);
  if (!items[0]) throw new Error("There is no draft.");
  return items[0];
};

/** Makes the draft in the category of the sandbox's own sample, and writes by hand what the sample has. */
async function drafted({ store, sandbox }: Channel): Promise<Draft> {
  const { seller } = lab;
  const sample = sandbox.shop.listingSample?.(SKUS);
  if (!sample) throw new Error("The sandbox tells no complete listing.");
  const { categoryKey, listing } = sample;
  await seller.post(`/stores/${store.id}/listing-categories/read`, {});
  const { schema } = await seller.post<Requirements>(`/stores/${store.id}/listing-requirements/read`, { categoryKey });
  const own = new Set(schema.fields.flatMap(({ key, source = "" }) => (COUNTED.has(source) ? [] : [key])));
  const written = (values: Readonly<Record<string, readonly string[]>> = {}) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => own.has(key)));
  const made = await seller.post<Results>("/listing-drafts", {
    storeId: store.id,
    categoryKey,
    productIds: [product.id],
  });
  expect(made.results).toMatchObject([{ ok: true }]);
  const edit = {
    id: (await draftOn({ store, sandbox })).id,
    product: written(listing.product),
    variants: Object.fromEntries(
      product.variants.map(({ id, sku }) => [id, written(listing.variants[SKUS.indexOf(sku)])]),
    ),
  };
  const edited = await seller.post<Results>("/listing-drafts/bulk", { action: "edit", drafts: [edit] });
  expect(edited.results).toMatchObject([{ ok: true }]);
  return draftOn({ store, sandbox });
}

test("one shop's product is published on eight channels that take drafts, linked and stocked there", async () => {
  const ids: string[] = [];
  const lacking: Record<string, unknown> = {};
  for (const [provider, marketplace] of marketplaces) {
    const { id, problems } = await drafted(marketplace);
    ids.push(id);
    lacking[provider] = problems.map(({ text }) => text);
  }
  expect(lacking).toEqual(Object.fromEntries(MARKETPLACES.map(({ provider }) => [provider, []])));
  const { results } = await lab.seller.post<Results>("/listing-drafts/bulk", { action: "publish", draftIds: ids });
  expect(results).toEqual(ids.map((id) => ({ id, ok: true })));
  const seen = async () =>
    Object.fromEntries(
      await Promise.all(
        [...marketplaces].map(async ([provider, one]) => {
          const { state, error, problems } = await draftOn(one);
          return [provider, [state, error, ...problems.map(({ text }) => text)]] as const;
        }),
      ),
    );
  const isOpen = async () => Object.values(await seen()).some(([state]) => state === "sending" || state === "waiting");
  for (const end = lab.clock.now() + PATIENCE; (await isOpen()) && lab.clock.now() < end; ) await lab.pass(5 * MINUTE);
  expect(await seen()).toEqual(Object.fromEntries(MARKETPLACES.map(({ provider }) => [provider, ["listed", null]])));
  const stock = () =>
    Object.fromEntries(
      [...marketplaces].map(([provider, { sandbox }]) => [provider, SKUS.map((sku) => sandbox.shop.stockOf(sku))]),
    );
  await lab.setStock({ "TEE-S": 3, "TEE-M": ON_HAND });
  const right = Object.fromEntries(MARKETPLACES.map(({ provider }) => [provider, [3, ON_HAND]]));
  const isRight = () => JSON.stringify(stock()) === JSON.stringify(right);
  for (const end = lab.clock.now() + PATIENCE; !isRight() && lab.clock.now() < end; ) await lab.pass(5 * MINUTE);
  expect(stock()).toEqual(right);
});
