import { createHash } from "node:crypto";
import type pg from "pg";
import { transaction } from "../../db/database.ts";

/** Longer than a code is taken: its own half minute and one before and after. */
const VALID = "interval '5 minutes'";

/** Uses a code up: true for exactly one caller (RFC 6238, section 5.2). */
export async function takeCode(pool: pg.Pool, userId: string, code: string, now: Date): Promise<boolean> {
  const hash = createHash("sha256").update(`${userId} ${code}`).digest();
  return transaction(pool, async (tx) => {
    await tx.run(`delete from auth.used_code where user_id = $1 and used_at < $2::timestamptz - ${VALID}`, [
      userId,
      now,
    ]);
    const used = await tx.run(
      "insert into auth.used_code (user_id, code_hash, used_at) values ($1, $2, $3) on conflict do nothing",
      [userId, hash, now],
    );
    return used === 1;
  });
}
