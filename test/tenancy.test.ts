/** Two organizations with the same shops, SKUs and order numbers never meet; the database alone sees to it. */

import { createHmac } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { roles, roleUrl } from "../src/db/roles.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { type Lab, MINUTE, openLab, SECOND } from "./support/lab.ts";
import { secretOf } from "./support/secrets.ts";

let theirs: Lab;
let ourStore: ConnectedShop;
let theirStore: ConnectedShop;
let tables: readonly string[];

const ours = fixture(() => openLab("ours"));
beforeAll(async () => {
  theirs = await ours.join("theirs");
  const sandbox = await ours.sandbox("woocommerce");
  for (const lab of [ours, theirs]) {
    await lab.seller.post("/products", {
      title: "Soap",
      variants: [{ sku: "SAME", priceMinor: 500, currency: "EUR" }],
    });
    await lab.setStock({ SAME: 40 });
  }
  ourStore = await ours.connect(sandbox, "The shop");
  theirStore = await theirs.connect(sandbox, "The shop");
  await ours.pass(MINUTE);
  sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku: "SAME", price: "5.00", stock: 40 }] });
  await ours.pass(16 * MINUTE);
  const customer = { name: "Ana Same", email: "ana@same.example", phone: "+31612345678" };
  sandbox.shop.placeOrder({ lines: [{ sku: "SAME", quantity: 3 }], customer, payment: "paid" });
  await ours.pass(10 * SECOND, 5 * SECOND);
  // A busy first organization: a command, a failure, an alert, an API key, a stock rule, an invitation.
  const { items } = await ours.seller.get<{ items: { id: string }[] }>("/orders");
  await ours.seller.post(`/orders/${items[0]?.id}/notes`, { text: "ours alone" });
  sandbox.faults.add({
    fault: { kind: "status", status: 400, body: '{"code":"no","message":"No."}' },
    path: "products/batch",
    times: 1,
  });
  await ours.setStock({ SAME: 30 });
  await ours.pass(MINUTE);
  await ours.seller.post("/api-keys", { name: "ours", role: "staff" });
  tables = (
    await ours.db.owner.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'argosy' and c.relkind in ('r', 'p')
       and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
     order by 1`,
    )
  ).map((row) => row.name);
});

test("one shop, one order number, one SKU, two organizations: each has its own of everything [A1.3]", async () => {
  const shown = await Promise.all(
    [ours, theirs].map(async (lab) => ({
      stores: (await lab.seller.get<{ items: { id: string }[] }>("/stores")).items.map((store) => store.id),
      orders: (
        await lab.seller.get<{ items: { id: string; number: string; orderKey: string; units: number }[] }>("/orders")
      ).items,
      customers: (await lab.seller.get<{ items: { id: string; email: string }[] }>("/customers")).items,
      variants: (await lab.seller.get<{ items: { id: string; sku: string; reserved: number }[] }>("/variants?sku=SAME"))
        .items,
    })),
  );
  const [mine, other] = shown;
  expect(mine?.stores).toEqual([ourStore.id]);
  expect(other?.stores).toEqual([theirStore.id]);
  expect(mine?.orders).toHaveLength(1);
  expect(other?.orders).toHaveLength(1);
  expect(other?.orders[0]?.orderKey).toBe(mine?.orders[0]?.orderKey);
  expect(other?.orders[0]?.number).toBe(mine?.orders[0]?.number);
  expect(other?.orders[0]?.id).not.toBe(mine?.orders[0]?.id);
  expect(other?.customers[0]?.email).toBe("ana@same.example");
  expect(other?.customers[0]?.id).not.toBe(mine?.customers[0]?.id);
  expect([mine?.variants[0]?.reserved, other?.variants[0]?.reserved]).toEqual([3, 3]);
  const { items: notes } = await theirs.seller.get<{ items: { text: string }[] }>(
    `/orders/${other?.orders[0]?.id}/timeline`,
  );
  expect(JSON.stringify(notes)).not.toContain("ours alone");
  for (const path of [
    `/stores/${ourStore.id}`,
    `/orders/${mine?.orders[0]?.id}`,
    `/customers/${mine?.customers[0]?.id}`,
    `/stores/${ourStore.id}/sync-logs`,
  ]) {
    expect((await theirs.seller.call("GET", path)).status, path).toBe(404);
  }
});

test("a delivery proved with one organization's secret opens no other's webhooks", async () => {
  const url = (lab: ConnectedShop) => Object.values(lab.webhookUrls)[0] ?? "";
  const secret = await secretOf(ours, ours.seller, ourStore.id, "webhookSecret");
  const body = Buffer.from(
    JSON.stringify({ id: 777_001, status: "processing", date_modified_gmt: "2026-11-20T06:00:01" }),
  );
  const headers = {
    "content-type": "application/json",
    "x-wc-webhook-topic": "order.updated",
    "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
  };
  expect((await fetch(url(theirStore), { method: "POST", body, headers })).status).toBe(401);
  expect((await fetch(url(ourStore), { method: "POST", body, headers })).status).toBe(200);
  const count = (lab: Lab) =>
    lab.look<{ count: number }>(
      `select count(*)::int as count
       from argosy.inbox_event
       where organization_id = argosy.tenant() and ref = '777001'`,
    );
  expect(await count(ours)).toEqual([{ count: 1 }]);
  expect(await count(theirs)).toEqual([{ count: 0 }]);
});

describe("the catalog", () => {
  test("every table of an organization has row level security forced, a policy both ways, and an index led by it [I4.3]", async () => {
    const rows = await ours.db.owner.rows<{
      name: string;
      secured: boolean;
      forced: boolean;
      policy: boolean;
      indexed: boolean;
    }>(
      `select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
         exists (select 1
           from pg_policy p
           where p.polrelid = c.oid and p.polcmd = '*' and p.polqual is not null and p.polwithcheck is not null
             and p.polroles @> array['argosy_app'::regrole::oid]) as policy,
         exists (select 1 from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
           where i.indrelid = c.oid and a.attname = 'organization_id' and i.indpred is null) as indexed
       from pg_class c where c.relnamespace = 'argosy'::regnamespace and c.relname = any ($1)`,
      [tables],
    );
    expect(rows.length).toBeGreaterThan(45);
    expect(rows.filter((row) => !row.secured || !row.forced || !row.policy || !row.indexed)).toEqual([]);
  });

  test("policies ask for the organization without a subquery, which would be a plan of its own for every table", async () => {
    const request = await ours.db.owner.rows<{ name: string }>(
      `select polrelid::regclass::text as name from pg_policy p join pg_class c on c.oid = polrelid
       where c.relnamespace = 'argosy'::regnamespace and not c.relispartition
         and pg_get_expr(polqual, polrelid) like '%SELECT%'`,
    );
    expect(request).toEqual([]);
  });

  test("foreign keys between them carry the organization", async () => {
    const loose = await ours.db.owner.rows<{ key: string }>(
      `select k.conrelid::regclass || ' ' || k.conname as key from pg_constraint k
       where k.contype = 'f' and k.conrelid::regclass::text = any ($1) and k.confrelid::regclass::text = any ($1)
         and not exists (select 1 from pg_attribute a
           where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname = 'organization_id')`,
      [tables],
    );
    expect(loose).toEqual([]);
  });

  test("no role of the program bypasses, owns or defines its way around it", async () => {
    const names = Object.values(roles);
    expect(
      await ours.db.owner.rows(
        `select rolname
         from pg_roles
         where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
        [names],
      ),
    ).toEqual([]);
    expect(
      await ours.db.owner.rows(
        "select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = any ($1)",
        [names],
      ),
    ).toEqual([]);
    expect(
      await ours.db.owner.rows(
        "select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any ($1)",
        [names],
      ),
    ).toEqual([]);
    expect(
      await ours.db.owner.rows(
        `select proname
         from pg_proc
         where pronamespace in ('argosy'::regnamespace, 'auth'::regnamespace) and prosecdef`,
      ),
    ).toEqual([]);
    expect(
      await ours.db.owner.rows(
        "select relname from pg_class where relnamespace = 'argosy'::regnamespace and relkind in ('v', 'm')",
      ),
    ).toEqual([]);
  });
});

describe("every table, row by row", () => {
  test("another organization reads not one row of the first [A1.3]", async () => {
    const full: string[] = [];
    for (const table of tables) {
      const [held] = await ours.db.owner.rows<{ count: number }>(
        `select count(*)::int as count from argosy.${table} where organization_id = $1`,
        [ours.organization],
      );
      if (held?.count) full.push(table);
      // Partitions are reached through their table alone.
      const look = theirs.look<{ foreign: number }>(
        `select count(*) filter (where organization_id <> argosy.tenant())::int as foreign from argosy.${table}`,
      );
      const seen = await look.catch((error: Error) => error.message);
      expect([[{ foreign: 0 }], `permission denied for table ${table}`], table).toContainEqual(seen);
    }
    // A run as busy as this one fills most tables; else the test proves little.
    expect(full.length, full.join(" ")).toBeGreaterThan(28);
  });

  test("another organization can write nothing, take nothing over and give nothing away [A1.4]", async () => {
    for (const table of tables) {
      const [row] = await ours.db.owner.rows<{ row: unknown; columns: string }>(
        `select to_jsonb(t) as row,
           (select string_agg(quote_ident(attname), ', ')
             from pg_attribute
             where attrelid = 'argosy.${table}'::regclass and attnum > 0 and not attisdropped
               and attgenerated = '') as columns
         from argosy.${table} t where organization_id = $1 limit 1`,
        [ours.organization],
      );
      if (!row) continue;
      const insert = theirs.look(
        `insert into argosy.${table} (${row.columns}) overriding system value
         select ${row.columns}
         from jsonb_populate_record(null::argosy.${table}, $1)`,
        [JSON.stringify(row.row)],
      );
      await expect(insert, `insert into ${table}`).rejects.toThrow(/row-level security|permission denied/);
      const touched = theirs.look(
        `with t as (update argosy.${table} set organization_id = organization_id
           where organization_id = '${ours.organization}' returning 1)
         select count(*)::int as count
         from t`,
      );
      expect(
        await touched.catch((error: Error) =>
          /permission denied/.test(error.message) ? [{ count: 0 }] : error.message,
        ),
        `update of ${table}`,
      ).toEqual([{ count: 0 }]);
      const own = await ours.db.owner.rows(`select 1 from argosy.${table} where organization_id = $1 limit 1`, [
        theirs.organization,
      ]);
      if (own.length === 0) continue;
      const gift = theirs.look(`update argosy.${table} set organization_id = '${ours.organization}'`);
      await expect(gift, `gift from ${table}`).rejects.toThrow(/row-level security|permission denied|append-only/);
    }
  });

  test("a query without an organization is an error, never everybody's rows", async () => {
    const client = new pg.Client({
      connectionString: roleUrl(ours.db.database.ownerUrl, ours.db.keys.current, roles.app),
    });
    await client.connect();
    try {
      for (const table of tables) {
        // PostgreSQL 15 asks for the organization at the first row only: an empty table then answers nothing.
        const answer = client.query(`select 1 from argosy.${table} limit 1`).then(
          ({ rows }) => `${rows.length} rows`,
          (error: Error) => error.message,
        );
        expect(await answer, table).toMatch(
          /argosy\.organization|invalid input syntax for type uuid|permission denied|^0 rows$/,
        );
      }
      await client.query(`begin; set local argosy.organization = '${ours.organization}'`);
      await client.query("commit");
      await expect(client.query("select 1 from argosy.sales_order limit 1")).rejects.toThrow(
        /invalid input syntax for type uuid/,
      );
    } finally {
      await client.end();
    }
  });
});

describe("the other roles see what their work needs", () => {
  const readable = (role: string) =>
    ours.db.owner.rows<{ name: string; columns: string[] }>(
      `select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p')
       and has_column_privilege('${role}', c.oid, a.attnum, 'SELECT')
     group by 1
     order by 1`,
    );
  /** Ids, kinds, states and times; nothing a person wrote, bought or typed. */
  const HARMLESS =
    /^(at|id|pid|kind|provider|state|status|zone|sweep|aspect|seq|scope|tokens|burst|rate|purpose|token_hash|dedup_key|lease_token|failures|every_ms|account_id|topic|attempts|version)$|_id$|_at$|_until$/;
  /** What tells that something is due. */
  const MARKS =
    /^(health|policy|in_force|leaves|is_on|hold_ended|(held|disputed|used|respond|accept)_by|awaits_acceptance|ends_with_run|cancels_orders|is_pace_outdated|paced_movement|valid_from|told_week|alerts|new_orders|orders_after|trigger|until_event|fulfilment|is_(open|address_keyed|history|short)|promise_version|promised_on|expires_position)$|_since$/;

  test.each(["argosy_ingest", "argosy_scheduler"])("%s", async (role) => {
    const rows = await readable(role);
    expect(rows.length).toBeGreaterThan(2);
    const content = rows
      .filter((row) => row.name !== "platform_inbox")
      .flatMap((row) =>
        row.columns
          .filter((column) => !HARMLESS.test(column) && !MARKS.test(column))
          .map((column) => `${row.name}.${column}`),
      );
    expect(content).toEqual([]);
    expect(rows.map((row) => row.name)).not.toContain("secret");
  });

  test("argosy_auth sees organizations and sign-in, nothing of a tenant's trade", async () => {
    expect((await readable("argosy_auth")).map((row) => row.name)).toEqual(["organization"]);
  });

  test("argosy_operator sees names, plans, states, counts and times", async () => {
    const rows = await readable("argosy_operator");
    const content = rows
      .filter((row) => !row.name.startsWith("hub_"))
      .flatMap((row) =>
        row.columns.filter((column) => !HARMLESS.test(column)).map((column) => `${row.name}.${column}`),
      );
    expect(content.sort()).toEqual(
      [
        "connection.breaker",
        "connection.breaker_until",
        "connection.failing_since",
        "connection.health",
        "connection.name",
        // Names of fields and what is wrong with them, never what stood in them.
        "drift.count",
        "drift.path",
        "drift.problem",
        "organization.name",
        "organization.plan",
        "organization.slug",
      ].filter((column) => !HARMLESS.test(column.split(".")[1] ?? "")),
    );
    await expect(
      ours.db.database.operator((tx) => tx.rows("select total_minor from argosy.sales_order")),
    ).rejects.toThrow(/permission denied/);
    await expect(ours.db.database.operator((tx) => tx.rows("select ciphertext from argosy.secret"))).rejects.toThrow(
      /permission denied/,
    );
  });

  test("argosy_app sees nothing of sign-in", async () => {
    const seen = await ours.db.owner.rows(
      `select relname
       from pg_class
       where relnamespace = 'auth'::regnamespace and relkind = 'r'
         and has_table_privilege('argosy_app', oid, 'SELECT')`,
    );
    expect(seen).toEqual([]);
  });

  test("argosy_app sends jobs and reads none of them", async () => {
    const readable = await ours.db.owner.rows(
      `select c.relname, a.attname
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'pgboss'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'queue'
         and a.attname not in ('id', 'start_after') and has_column_privilege('argosy_app', c.oid, a.attnum, 'SELECT')`,
    );
    expect(readable).toEqual([]);
  });

  test("ingest cannot read a body back", async () => {
    await expect(ours.db.database.ingest.rows("select body from argosy.inbox_event")).rejects.toThrow(
      /permission denied/,
    );
    await expect(ours.db.database.scheduler.rows("select body from argosy.inbox_event")).rejects.toThrow(
      /permission denied/,
    );
    await expect(ours.db.database.scheduler.rows("select ciphertext from argosy.secret")).rejects.toThrow(
      /permission denied/,
    );
    await expect(ours.db.database.auth.query("select 1 from argosy.sales_order")).rejects.toThrow(/permission denied/);
  });
});
