import type { Seller } from "../../demo/seller.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import type { TestHub } from "./hub.ts";

/** Opens a stored secret of a connection, as only the hub itself can. */
export async function secretOf(
  hub: { readonly db: Pick<TestHub["db"], "database" | "vault"> },
  seller: Seller,
  connection: string,
  name: string,
): Promise<string> {
  const [row] = await hub.db.database.tenant(organizationId(seller.organizationId), (tx) =>
    tx.rows<{ ciphertext: Buffer; iv: Buffer; tag: Buffer; key_id: string }>(
      "SELECT ciphertext, iv, tag, key_id FROM argosy.secret WHERE organization_id = argosy.tenant() AND owner_id = $1 AND name = $2",
      [connection, name],
    ),
  );
  if (!row) throw new Error(`There is no secret ${name}.`);
  const sealed = { ciphertext: row.ciphertext, iv: row.iv, tag: row.tag, keyId: row.key_id };
  return hub.db.vault.open({ organization: seller.organizationId, owner: `connection:${connection}`, name }, sealed);
}
