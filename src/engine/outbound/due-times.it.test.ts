import { expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { dueTimes } from "./due-times.ts";

interface Plan {
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
}

test("the next command of a store is found without reading its backlog", async () => {
  await using db = await testDatabase();
  const here = await db.newOrganization();
  const store = await sampleStore(db, here);
  await db.owner.run(
    `insert into sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, currency, placed_at)
     select $1, $2, n::text, n::text, n::text, 'confirmed', 'paid', 'unfulfilled', 'USD', now()
     from generate_series(1, 10000) n`,
    [here, store],
  );
  await db.owner.run(
    `insert into command (organization_id, order_id, connection_id, kind, input, idempotency_key, due_at, requested_by)
     select organization_id, id, connection_id, 'fulfil', '{}', 'k', now(), 'x'
     from sales_order
     where organization_id = $1`,
    [here],
  );
  await db.owner.run("analyze command");
  const blocks = await db.database.tenant(here, async (tx) => {
    let read = Number.POSITIVE_INFINITY;
    const explained: Tx = {
      ...tx,
      async rows<T>(text: string, params?: readonly unknown[]) {
        const { plan } = await tx
          .one<{ "QUERY PLAN": [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${text}`, params)
          .then((row) => ({ plan: row["QUERY PLAN"][0].Plan }));
        read = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
        return [] as T[];
      },
    };
    await dueTimes(explained, [store]);
    return read;
  });
  // Some pages of each table's index; the whole backlog is hundreds.
  expect(blocks).toBeLessThan(100);
});
