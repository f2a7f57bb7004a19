import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import type pg from "pg";
import { txOf } from "../../db/database.ts";
import type { Keys } from "../../db/keys.ts";
import { signInSecrets } from "./sign-in.ts";

interface FactorRow {
  readonly id: string;
  readonly secret: string;
  readonly backup_codes: string;
}

// Keeps a statement to some milliseconds, so that somebody who signs in hardly waits for a row.
const BATCH = 200;

/**
 * Seals every second factor (its secret and its backup codes) with the current key that still is under a retired one.
 * Resumable, and the hub may run meanwhile: a backup code used in between is not brought back. Returns how many were
 * sealed; throws when one does not open with the keys given.
 */
export async function rotateSecondFactors(pool: pg.Pool, keys: Pick<Keys, "current" | "previous">): Promise<number> {
  const secrets = signInSecrets(keys);
  const currentVersion = secrets[0]?.version ?? 0;
  const key = { keys: new Map(secrets.map(({ version, value }) => [version, value])), currentVersion };
  const seal = async (data: string) => symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) });
  const database = txOf(pool);
  let sealed = 0;
  let after = "";
  for (;;) {
    const rows = await database.rows<FactorRow>(
      `select "id" as id, "secret" as secret, "backupCodes" as backup_codes from auth."twoFactor"
       where "id" > $1 and not ("secret" like $2 and "backupCodes" like $2) order by "id" limit ${BATCH}`,
      [after, `$ba$${currentVersion}$%`],
    );
    for (const row of rows) {
      sealed += await database.run(
        `update auth."twoFactor" set "secret" = $2, "backupCodes" = $3
         where "id" = $1 and "secret" = $4 and "backupCodes" = $5`,
        [row.id, await seal(row.secret), await seal(row.backup_codes), row.secret, row.backup_codes],
      );
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  const left = await database.one<{ count: number }>(
    `select count(*)::int as count from auth."twoFactor" where not ("secret" like $1 and "backupCodes" like $1)`,
    [`$ba$${currentVersion}$%`],
  );
  // Changed while it was being sealed: it is sealed with whatever key the hub writes with.
  return left.count === 0 ? sealed : sealed + (await rotateSecondFactors(pool, keys));
}
