/** For tests: an ad account and the shops it may be spent for. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import type { TestDatabase } from "../../db/testing.ts";

/** Connects the account "Ads" and the channels "Shop" and "Outlet", under these ids. */
export async function adsAndShops(
  db: TestDatabase,
  organization: OrganizationId,
  ids: { readonly account: string; readonly shop: string; readonly outlet: string },
): Promise<void> {
  for (const [id, kind, name] of [
    [ids.account, "marketing", "Ads"],
    [ids.shop, "commerce", "Shop"],
    [ids.outlet, "commerce", "Outlet"],
  ])
    await db.database.tenant(organization, (tx) =>
      tx.run(
        `insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
         values (argosy.tenant(), $1, $2, 'sandads', lower($3), $3, 'active', $4)`,
        [id, kind, name, newId(new Date("2026-11-22T06:00:00Z"))],
      ),
    );
}
