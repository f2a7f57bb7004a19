import { expect } from "vitest";
import { checkListing } from "../../../commerce/listing/check.ts";
import { isRequested } from "../../../commerce/listing/conditions.ts";
import type { FilledListing, ListingSchema } from "../../../commerce/listing/schema.ts";
import { isConnectorError } from "../contract/errors.ts";
import type { ListingRefusal, Listings, ListingToPublish, PublishResult } from "../contract/listings.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import type { TestConnection } from "../testing/connection.ts";
import { need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

/** Files that a platform takes seldom are sent when it takes them. */
async function patiently<T>(ask: () => Promise<T>, { clock, signal }: TestConnection["ctx"]): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await ask();
    } catch (error) {
      if (tries === 5 || !isConnectorError(error) || error.info.kind !== "throttled") throw error;
      await clock.sleep(error.info.waitMs ?? 60_000, signal);
    }
}

/** Answers of a platform that says later what it thinks are waited for. */
async function publish(
  listing: ListingToPublish,
  { ctx, port }: TestConnection & { readonly port: Listings },
): Promise<Exclude<PublishResult, { readonly outcome: "accepted" }>> {
  let reported = await patiently(() => port.publish(listing, ctx), ctx);
  for (let tries = 0; reported.outcome === "accepted"; tries++) {
    const { poll } = port;
    if (!poll) throw new Error("a platform that answers later is asked for its answer");
    if (tries === 100) throw new Error("the platform never answers");
    await ctx.clock.sleep(reported.pollAfterMs, ctx.signal);
    const { handle } = reported;
    reported = await patiently(() => poll(handle, listing, ctx), ctx);
  }
  return reported;
}

interface Sample {
  readonly categoryKey: string;
  readonly schema: ListingSchema;
  readonly listing: FilledListing;
  readonly id: string;
}

async function sampleOf(port: Listings, shop: SandboxShop, { ctx }: TestConnection, skus: readonly string[]) {
  if (!shop.listingSample) throw new Error("a sandbox with listings tells a complete one (listingSample)");
  const { categoryKey, listing } = shop.listingSample(skus);
  const variants = skus.map((sku, index) => ({
    variantId: `variant-${sku}`,
    sku,
    values: listing.variants[index] ?? {},
  }));
  const schema = await patiently(() => port.requirements(categoryKey, ctx), ctx);
  const id = `00000000-0000-4000-8000-0000000000${skus.length.toString().padStart(2, "0")}`;
  return { categoryKey, schema, listing: { product: listing.product, variants }, id };
}

const without = (key: string, sample: Sample): Sample => {
  const drop = (values: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
  const { product, variants } = sample.listing;
  const listing = { product: drop(product), variants: variants.map((one) => ({ ...one, values: drop(one.values) })) };
  return { ...sample, listing };
};

/** What the platform says of an incomplete listing; null where it took it. */
async function refusals(sample: Sample, connection: TestConnection & { readonly port: Listings }) {
  try {
    const reported = await publish(sample, connection);
    return reported.outcome === "refused" ? reported.issues : null;
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    return [] as readonly ListingRefusal[];
  }
}

export const listingCases: readonly Case[] = [
  {
    name: "listings: the tree holds each category once, below one that is there",
    run: async ({ connect }) => {
      const connection = await connect();
      const { categories } = await need(connection.ports, "listings").categories(connection.ctx);
      const keys = new Set(categories.map(({ key }) => key));
      expect(keys.size).toBe(categories.length);
      expect(categories.filter(({ parentKey }) => parentKey !== undefined && !keys.has(parentKey))).toEqual([]);
      expect(categories.some(({ isLeaf }) => isLeaf)).toBe(true);
    },
  },
  {
    name: "listings: a checked listing is published and shown, of one item and of several",
    run: async ({ connect, sandbox }) => {
      const connection = await connect();
      const port = need(connection.ports, "listings");
      for (const skus of [["SUITE-1"], ["SUITE-2", "SUITE-3"]]) {
        const sample = await sampleOf(port, sandbox.shop, connection, skus);
        expect(checkListing(sample.schema, sample.listing)).toEqual([]);
        const reported = await publish(sample, { ...connection, port });
        expect(reported).toMatchObject({ outcome: "listed" });
        if (reported.outcome !== "listed") return;
        const made = [reported.made, ...(reported.others ?? [])];
        expect(made.flatMap(({ variants }) => variants.map(({ id }) => id))).toEqual(
          skus.map((sku) => `variant-${sku}`),
        );
        expect(made.map(({ product }) => product.status)).toEqual(made.map(() => "active"));
        expect(sandbox.shop.skus()).toEqual(expect.arrayContaining(skus));
      }
    },
  },
  {
    name: "listings: what is sent again, or cut off after any call, makes no second listing",
    run: async ({ connect, sandbox }) => {
      const connection = await connect();
      const port = need(connection.ports, "listings");
      const skus = ["SUITE-4", "SUITE-5"];
      const sample = await sampleOf(port, sandbox.shop, connection, skus);
      const whole = { ...connection, port };
      const attempt = () => publish(sample, whole).catch((error: unknown) => error);
      for (let cut = 0; cut < 30; cut++) {
        const writes = sandbox.calls.filter(({ write }) => write).length;
        sandbox.faults.add({ fault: { kind: "drop_after_commit" }, write: true, after: cut, times: 1 });
        const reported = await attempt();
        sandbox.faults.clear();
        if (reported !== null && typeof reported === "object" && "outcome" in reported) {
          expect(reported).toMatchObject({ outcome: "listed" });
          if (sandbox.calls.filter(({ write }) => write).length - writes <= cut) break;
        }
      }
      const first = await publish(sample, whole);
      const second = await publish(sample, whole);
      expect(second).toMatchObject({ outcome: "listed" });
      if (first.outcome !== "listed" || second.outcome !== "listed") return;
      expect(second.made.key).toBe(first.made.key);
      expect([...sandbox.shop.skus()].sort()).toEqual(skus);
    },
  },
  {
    name: "listings: what others listed under the same SKU is not written over, and the variant is named",
    run: async ({ connect, sandbox }) => {
      const connection = await connect();
      const port = need(connection.ports, "listings");
      const [sku, title] = ["SUITE-7", "Listed by somebody else"];
      const { key } = sandbox.shop.addProduct({
        title,
        status: "active",
        variants: [{ sku, price: "7.00", stock: 1 }],
      });
      const sample = await sampleOf(port, sandbox.shop, connection, [sku]);
      const reported = await publish(sample, { ...connection, port });
      expect(reported).toMatchObject({ outcome: "refused", issues: [{ variantId: `variant-${sku}` }] });
      const product = await need(connection.ports, "products").get(key, connection.ctx);
      expect(product?.title).toBe(sandbox.shop.hidesTitles ? sku : title);
      expect(sandbox.shop.stockOf(sku)).toBe(1);
    },
  },
  {
    name: "listings: without a required field neither the check nor the platform takes it, and both name the field",
    run: async ({ connect, sandbox }) => {
      const connection = await connect();
      const port = need(connection.ports, "listings");
      const sample = await sampleOf(port, sandbox.shop, connection, ["SUITE-6"]);
      const required = sample.schema.fields.filter(
        (field) => field.need === "required" && !field.preset && isRequested(field, sample.listing),
      );
      if (required.length === 0) throw new Unsupported("requires no field");
      for (const { key } of required) {
        const lacking = without(key, sample);
        expect(checkListing(lacking.schema, lacking.listing).map(({ field }) => field)).toContain(key);
        const reported = await refusals({ ...lacking }, { ...connection, port });
        expect(reported, `without ${key}`).not.toBeNull();
        expect(
          reported?.map(({ field }) => field).filter((field) => field !== undefined),
          `without ${key}`,
        ).toContain(key);
      }
    },
  },
];
