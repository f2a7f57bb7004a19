import { createHash } from "node:crypto";
import type { Database } from "../../db/database.ts";

interface Unclaimed {
  readonly provider: string;
  readonly account: string | null;
  readonly topic: string;
  readonly body: Buffer;
}

/** A proved delivery whose account is connected nowhere (any more): kept for the operator, 48 h privacy requests among them. */
export async function storeForUnknownAccount({ ingest }: Database, at: Date, what: Unclaimed): Promise<void> {
  const dedup = createHash("sha256").update(what.topic).update("\0").update(what.body).digest("hex");
  await ingest.run(
    `insert into argosy.platform_inbox (provider, account_id, topic, dedup_key, body, received_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (provider, dedup_key) do nothing`,
    [what.provider, what.account, what.topic, dedup, what.body, at],
  );
}
