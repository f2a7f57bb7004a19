import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import type { Products } from "../../connectors/kit/contract/ports.ts";
import { getProduct } from "../../hub/catalog/read.ts";
import { updateProduct } from "../../hub/catalog/update.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { type Conflict, listConflicts } from "../../hub/conflicts/conflicts.ts";
import { settleConflict, type Winner } from "../../hub/conflicts/settle.ts";
import { type OwnContent, setOwnContent } from "../../hub/content/own-content.ts";
import { sendProduct } from "../../hub/content/send-product.ts";
import { linkListings, setListingSwitches } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, sampleVariant } from "../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** A channel with one product, which rewrites markup and picture addresses as channels do. */
interface Channel {
  shown: ChannelProduct;
  /** Images it shows of a product at most; the others it leaves out. */
  maxImages: number;
  /** An empty list of images takes none away. */
  keepsImages: boolean;
  readonly puts: ProductForChannel[];
  readonly products: Products;
}

function channel(clock: () => number): Channel {
  const made: Channel = {
    shown: channelProduct("p1", [channelVariant("v1", { barcode: "111", weightGrams: 300, dimensionsMm: FLAT })], {
      title: "Mug",
      descriptionHtml: "<p>Blue</p>",
      images: [{ url: "https://cdn.example/a-1.png", position: 0 }],
    }),
    maxImages: 250,
    keepsImages: false,
    puts: [],
    products: {
      sweeps: [],
      changesImages: true,
      get: async () => made.shown,
      async put({ product }) {
        made.puts.push(product);
        made.shown = {
          ...made.shown,
          version: { kind: "time", value: BigInt(clock()) * 1000n },
          title: product.title,
          status: product.active ? "active" : "draft",
          descriptionHtml: `${product.descriptionHtml}\n`,
          brand: product.brand,
          images: imagesShown(made, product),
          variants: made.shown.variants.map((variant, index) => ({
            ...variant,
            barcode: product.variants[index]?.barcode ?? variant.barcode,
            weightGrams: product.variants[index]?.weightGrams ?? variant.weightGrams,
          })),
        };
        return {
          key: "p1",
          product: made.shown,
          variants: product.variants.map((variant) => ({ id: variant.id, key: "v1", ext: null })),
        };
      },
    },
  };
  return made;
}

function imagesShown({ shown, maxImages, keepsImages }: Channel, { images }: ProductForChannel) {
  if (images.length === 0 && keepsImages) return shown.images;
  return images.slice(0, maxImages).map((image, position) => ({
    url: image.url.replace(/^.*\//, "https://cdn.example/x-"),
    position,
  }));
}

export const FLAT = { length: 300, width: 200, height: 10 };
export const SIZE = { length: 300, width: 200, height: 120 };

export interface ContentBench extends AsyncDisposable {
  readonly engine: TestEngine;
  readonly channel: Channel;
  /** Somebody edits the product on the channel, and its webhook comes. */
  edit(change: Partial<ChannelProduct>): Promise<void>;
  /** Somebody edits it here. */
  editHere(patch: { title?: string; descriptionHtml?: string; brand?: string; active?: boolean }): Promise<void>;
  /** Somebody says here what the product says on this channel alone. */
  own(own: OwnContent): Promise<void>;
  /** Somebody publishes it there again. */
  publish(): Promise<void>;
  /** What the sync log says of products, in its order. */
  log(): Promise<readonly string[]>;
  work(): Promise<void>;
  ours(): Promise<{
    title: string;
    descriptionHtml: string;
    barcode: string | null;
    weight: number | null;
    size: object | null;
  }>;
  conflicts(state?: Conflict["state"]): Promise<readonly Conflict[]>;
  settle(field: string, winner: Winner): Promise<void>;
  policy(policy: object): Promise<void>;
}

/** Hub and channel agree on one product; content is in sync unless said otherwise. */
export async function productBench(
  how: { readonly policy?: object; readonly contentSync?: boolean; readonly isReachable?: boolean } = {},
): Promise<ContentBench> {
  let clock = () => 0;
  const shop = channel(() => clock());
  const canReceiveWebhooks = how.isReachable ?? true;
  const engine = await testEngine({ products: shop.products }, {}, {}, undefined, { canReceiveWebhooks });
  clock = () => engine.clock.now();
  const variant = await sampleVariant(engine.db, engine.organization, { sku: "SKU-v1", barcode: "111", title: "Mug" });
  const { product } = await engine.db.owner.one<{ product: string }>(
    `update variant set weight_grams = 300, dimensions = '${JSON.stringify(FLAT)}' where id = $1
     returning product_id as product`,
    [variant],
  );
  await engine.db.owner.run("update product set description_html = '<p>Blue</p>' where id = $1", [product]);
  const now = () => new Date(engine.clock.now());
  const record = () =>
    engine.inside((tx) =>
      recordChannelProducts(tx, { connectionId: engine.store, products: [shop.shown], now: now(), initial: false }),
    );
  const policy = (policy: object) =>
    engine.db.owner
      .run("update connection set settings = $2::jsonb where id = $1", [engine.store, JSON.stringify({ policy })])
      .then(() => undefined);
  await policy(how.policy ?? {});
  await record();
  const { listing } = await engine.db.owner.one<{ listing: string }>(
    "select id as listing from listing where connection_id = $1",
    [engine.store],
  );
  await engine.inside(async (tx) => {
    await linkListings(tx, {
      links: [{ listingId: listing, variantId: variant, method: "manual", confidence: 100 }],
      by: ANA,
      now: now(),
    });
    await setListingSwitches(tx, { listingIds: [listing], contentSync: how.contentSync ?? true });
  });
  const made: ContentBench = {
    engine,
    channel: shop,
    policy,
    async edit(change) {
      engine.clock.pass(5 * 60_000);
      shop.shown = { ...shop.shown, ...change, version: { kind: "time", value: BigInt(engine.clock.now()) * 1000n } };
      await record();
    },
    async editHere(patch) {
      engine.clock.pass(5 * 60_000);
      await engine.inside((tx) => updateProduct(tx, { id: product, patch, now: now() }));
    },
    own: (own) =>
      engine.inside((tx) =>
        setOwnContent(tx, { productId: product, connectionId: engine.store, own, by: ANA, now: now() }),
      ),
    async publish() {
      await engine.db.owner.run("update connection set catalogue_read_at = now() where id = $1", [engine.store]);
      await engine.inside((tx) => sendProduct(tx, { productId: product, connectionId: engine.store, now: now() }));
    },
    async log() {
      const rows = await engine.db.owner.rows<{ text: string }>(
        "select text from sync_log where action = 'sync_products' order by at, id",
      );
      return rows.map(({ text }) => text);
    },
    async work() {
      for (let n = 0; n < 3; n++) {
        engine.clock.pass(3_000);
        await engine.engine.runUntilIdle();
      }
    },
    async ours() {
      const whole = await engine.inside((tx) => getProduct(tx, product));
      const [only] = whole.variants;
      return {
        title: whole.title,
        descriptionHtml: whole.descriptionHtml,
        barcode: only?.barcode ?? null,
        weight: only?.weightGrams ?? null,
        size: only?.dimensions ?? null,
      };
    },
    conflicts: async (state) => (await engine.inside((tx) => listConflicts(tx, { state }))).items,
    async settle(field, winner) {
      const found = (await made.conflicts("open")).find((each) => each.field === field);
      await engine.inside((tx) => settleConflict(tx, { id: found?.id ?? "", winner, by: ANA, now: now() }));
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
    },
  };
  await made.work();
  shop.puts.length = 0;
  return made;
}
