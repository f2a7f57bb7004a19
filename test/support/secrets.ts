import type { Seller } from "../../demo/seller.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import { openRow, type SealedRow, secretOwner } from "../../src/db/vault.ts";
import type { TestHub } from "./hub.ts";

type Opener = { readonly db: Pick<TestHub["db"], "database" | "vault"> };

type Row = SealedRow & { readonly id: string };

function rowsOf(hub: Opener, seller: Seller, connection: string): Promise<Row[]> {
  return hub.db.database.tenant(organizationId(seller.organizationId), (tx) =>
    tx.rows<Row>(
      `select id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id
       from argosy.secret
       where organization_id = argosy.tenant()
         and (owner_id = $1
           or owner_id = (select grant_id from argosy.connection where organization_id = argosy.tenant() and id = $1))
       order by owner_kind, name`,
      [connection],
    ),
  );
}

const open = (hub: Opener, seller: Seller, row: SealedRow): string => openRow(hub.db.vault, seller.organizationId, row);

/** Opens a stored secret of a connection or its grant, as only the hub itself can. */
export async function secretOf(hub: Opener, seller: Seller, connection: string, name: string): Promise<string> {
  const row = (await rowsOf(hub, seller, connection)).find((one) => one.name === name);
  if (!row) throw new Error(`There is no secret ${name}.`);
  return open(hub, seller, row);
}

/** Every secret of a connection and its grant. */
export async function secretsOf(
  hub: Opener,
  seller: Seller,
  connection: string,
): Promise<[name: string, value: string][]> {
  const rows = await rowsOf(hub, seller, connection);
  return rows.map((row) => [`${row.owner_kind} ${row.name}`, open(hub, seller, row)]);
}

/** Puts another value where a secret of this name is kept, as if it had been made so. */
export async function replaceSecret(
  hub: Opener,
  seller: Seller,
  connection: string,
  name: string,
  value: string,
): Promise<void> {
  const rows = (await rowsOf(hub, seller, connection)).filter((row) => row.name === name);
  for (const row of rows) {
    const sealed = hub.db.vault.seal(
      { organization: seller.organizationId, owner: secretOwner(row.owner_kind, row.owner_id), name },
      value,
    );
    await hub.db.database.tenant(organizationId(seller.organizationId), (tx) =>
      tx.run(
        `update argosy.secret
         set ciphertext = $2, iv = $3, tag = $4, key_id = $5
         where organization_id = argosy.tenant() and id = $1`,
        [row.id, sealed.ciphertext, sealed.iv, sealed.tag, sealed.keyId],
      ),
    );
  }
}
