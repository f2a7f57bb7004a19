/** For tests: what a channel shows is recorded, and what the hub keeps of it looked at. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { recordChannelProducts } from "../channel-products/record.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { listListings } from "./index.ts";
import type { ListingFilter } from "./listings.ts";
import { ANA, NOON } from "./samples.ts";

/** `at` names the database, organization and store of the test under way. */
export function channelOf(
  at: () => { readonly db: TestDatabase; readonly here: OrganizationId; readonly shop: string },
) {
  const list = async (filter: ListingFilter = {}, organization = at().here) =>
    (await at().db.database.tenant(organization, (tx) => listListings(tx, filter))).items;
  return {
    list,
    record: (
      products: readonly ChannelProduct[],
      options: { now?: Date; readAt?: () => Date; pricedAt?: () => Date; initial?: boolean; store?: string } = {},
    ) => {
      const { db, here, shop } = at();
      return db.database.tenant(here, (tx) =>
        recordChannelProducts(tx, {
          connectionId: options.store ?? shop,
          products,
          now: options.now ?? NOON,
          initial: options.initial ?? false,
          readAt: options.readAt,
          pricedAt: options.pricedAt,
        }),
      );
    },
    /** Somebody says that five units of ours are there. */
    counted(sku: string): Promise<unknown> {
      const { db, here } = at();
      return db.database.tenant(here, async (tx) => {
        await ensureDefaultLocation(tx, NOON);
        return setStock(tx, { items: [{ sku, onHand: 5 }], actor: ANA, now: NOON });
      });
    },
    /** The listing of a key. Throws when there is none. */
    async one(key: string) {
      const found = (await list()).find((listing) => listing.extKey === key);
      if (!found) throw new Error(`no listing ${key}`);
      return found;
    },
    stock: (key: string) =>
      at().db.owner.one<{
        desired: number | null;
        expected: number | null;
        observed: number | null;
        due_at: Date | null;
      }>(
        `select s.desired, s.expected, s.observed, s.due_at from listing_stock s join listing l using (organization_id)
         where l.id = s.listing_id and l.organization_id = $1 and l.ext_key = $2`,
        [at().here, key],
      ),
  };
}
