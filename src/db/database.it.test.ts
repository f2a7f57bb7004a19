import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import { isDatabaseAway } from "./away.ts";
import { openDatabase, type Tx, together } from "./database.ts";
import { roles, roleUrl } from "./roles.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

let db: TestDatabase;
let here: OrganizationId;
let there: OrganizationId;

beforeAll(async () => {
  db = await testDatabase();
  here = await db.newOrganization("Here");
  there = await db.newOrganization("There");
});
afterAll(() => db[Symbol.asyncDispose]());

const insertSecret = `insert into secret (organization_id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id)
  values ($1, 'connection', $2, 'token', '\\x01', '\\x02', '\\x03', 'k')`;

describe("a tenant's transaction", () => {
  test("a tenant's transaction sees and writes its own organization only [I4.3]", async () => {
    await db.database.tenant(here, (tx) => tx.run(insertSecret, [here, randomUUID()]));
    expect(await db.database.tenant(here, (tx) => tx.rows("select 1 from secret"))).toHaveLength(1);
    expect(await db.database.tenant(there, (tx) => tx.rows("select 1 from secret"))).toHaveLength(0);
    const smuggle = db.database.tenant(there, (tx) => tx.run(insertSecret, [here, randomUUID()]));
    await expect(smuggle).rejects.toThrow(/row-level security/);
  });

  test("a transaction that is over runs nothing: a statement that comes late runs in nobody else's", async () => {
    const retained: Tx[] = [];
    await db.database.tenant(here, async (tx) => void retained.push(tx));
    const failing = db.database.tenant(here, async (tx) => {
      retained.push(tx);
      await tx.run("select 1/0");
    });
    await expect(failing).rejects.toThrow("division by zero");
    for (const tx of retained) await expect(tx.rows("select 1")).rejects.toThrow("after its transaction had ended");
  });

  test("a transaction sent at once commits nothing when one of its statements cannot even be written", async () => {
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    const stored = (id: string) =>
      db.database.tenant(here, (tx) => tx.rows("select 1 from secret where owner_id = $1", [id]));
    for (const value of [circular, { many: 1n }, [circular]]) {
      const lost = randomUUID();
      const failing = db.database.tenant(
        here,
        (tx) => together([tx.run(insertSecret, [here, lost]), tx.rows("select $1::jsonb", [value])]),
        { atOnce: true },
      );
      await expect(failing).rejects.toThrow(TypeError);
      expect(await stored(lost)).toEqual([]);
    }
    const ignored = randomUUID();
    const careless = db.database.tenant(here, async (tx) => {
      await tx.run(insertSecret, [here, ignored]);
      await tx.rows("select $1::jsonb", [circular]).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("could not be sent");
    expect(await stored(ignored)).toEqual([]);
  });

  test("a transaction sent at once takes one trip: its commit goes with its statements, and all of them or none count", async () => {
    const id = randomUUID();
    const [, seen] = await db.database.tenant(
      here,
      (tx) => together([tx.run(insertSecret, [here, id]), tx.rows("select 1 from secret where owner_id = $1", [id])]),
      { atOnce: true },
    );
    expect(seen).toHaveLength(1);
    const lost = randomUUID();
    const failing = db.database.tenant(
      here,
      (tx) => together([tx.run(insertSecret, [here, lost]), tx.run("select 1/0")]),
      { atOnce: true },
    );
    await expect(failing).rejects.toThrow("division by zero");
    const late = db.database.tenant(
      here,
      async (tx) => {
        await tx.run("select 1");
        await tx.run("select 1");
      },
      { atOnce: true },
    );
    await expect(late).rejects.toThrow("after its transaction had ended");
    const left = await db.owner.rows("select owner_id from secret where owner_id = any ($1)", [[id, lost]]);
    expect(left).toEqual([{ owner_id: id }]);
  });

  test("a transaction's last statements take the commit with them, nothing comes after, and all of it counts or nothing", async () => {
    const [stored, lost] = [randomUUID(), randomUUID()];
    const ending = (id: string, last: string) =>
      db.database.tenant(here, async (tx, end) => {
        await tx.run(insertSecret, [here, id]);
        return end(() => together([tx.rows<{ n: number }>("select 1 as n"), tx.run(last)]));
      });
    const [rows] = await ending(stored, "select 2");
    expect(rows).toEqual([{ n: 1 }]);
    await expect(ending(lost, "select 1/0")).rejects.toThrow("division by zero");
    const late = db.database.tenant(here, async (tx, end) => {
      await end(() => tx.rows("select 1"));
      await tx.run(insertSecret, [here, lost]);
    });
    await expect(late).rejects.toThrow("after its transaction had ended");
    const unwritten = db.database.tenant(here, async (tx, end) => {
      await tx.run(insertSecret, [here, lost]);
      await end(() => tx.rows("select $1::jsonb", [{ many: 1n }]));
    });
    await expect(unwritten).rejects.toThrow(TypeError);
    const left = await db.owner.rows("select owner_id from secret where owner_id = any ($1)", [[stored, lost]]);
    expect(left).toEqual([{ owner_id: stored }]);
  });

  test("a transaction waits for everything that runs side by side, also when a part of it fails", async () => {
    const seen: string[] = [];
    const slow = async (tx: Tx) => {
      await tx.run("select 1").catch(() => undefined);
      await tx.run("select 1").catch((error: Error) => void seen.push(error.message));
    };
    const work = db.database.tenant(here, (tx) => together([tx.run("select 1/0"), slow(tx)]));
    await expect(work).rejects.toThrow("division by zero");
    expect(seen).toEqual(["current transaction is aborted, commands ignored until end of transaction block"]);
    const both = await db.database.tenant(here, (tx) =>
      together([tx.one<{ a: number }>("select 1 as a"), tx.one<{ b: number }>("select 2 as b")]),
    );
    expect(both).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test("a transaction leaves no tenant behind on its connection", async () => {
    await using own = await testDatabase();
    const one = await openDatabase({ ownerUrl: own.database.ownerUrl, keys: own.keys, poolSize: 1 });
    const organization = await own.newOrganization();
    const setting = "select current_setting('argosy.organization', true) as value";
    await one.tenant(organization, (tx) => tx.run(insertSecret, [organization, randomUUID()]));
    await one.tenant(organization, (tx) => tx.run("select 1/0")).catch(() => undefined);
    const next = await own.newOrganization();
    expect(await one.tenant(next, (tx) => tx.one(setting))).toEqual({ value: next });
    await one.close();
  });

  test("a transaction rolls back wholly when its work throws", async () => {
    const owner = randomUUID();
    const failing = db.database.tenant(here, async (tx) => {
      await tx.run(insertSecret, [here, owner]);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await db.owner.rows("select 1 from secret where owner_id = $1", [owner])).toHaveLength(0);
  });

  test("a commit that was a rollback because an error was ignored is reported", async () => {
    const hiding = db.database.tenant(here, async (tx) => {
      await tx.run("select 1/0").catch(() => undefined);
    });
    await expect(hiding).rejects.toThrow(/rolled back/);
  });

  test("a transaction runs again after a deadlock, at most three times, once where a key was taken meanwhile, and not after other errors [F24]", async () => {
    let runs = 0;
    const failing = (code: string, untilRun: number) =>
      db.database.tenant(here, async (tx) => {
        runs++;
        if (runs < untilRun) await tx.run(`do $$ begin raise exception 'made' using errcode = '${code}'; end $$`);
        return runs;
      });
    expect(await failing("40P01", 4)).toBe(4);
    runs = 0;
    await expect(failing("40001", 99)).rejects.toThrow("made");
    expect(runs).toBe(4);
    runs = 0;
    await expect(failing("23505", 99)).rejects.toThrow("made");
    expect(runs).toBe(2);
    runs = 0;
    await expect(failing("23514", 99)).rejects.toThrow("made");
    expect(runs).toBe(1);
  });

  test("a transaction goes on with plans that a migration beside it has made outdated, on every connection [F21]", async () => {
    await db.owner.run("create table argosy.grows (id int)");
    await db.owner.run("grant select on argosy.grows to argosy_app, argosy_scheduler");
    const all = "select * from argosy.grows where id = $1";
    // More at once than one connection, and often enough that all of them keep the plan.
    const read = () => db.database.tenant(here, (tx) => together([tx.rows(all, [1]), tx.rows("select pg_sleep(0)")]));
    const everywhere = () => Promise.all(Array.from({ length: 8 }, read));
    for (const _ of [1, 2, 3]) await everywhere();
    for (const _ of [1, 2, 3]) await db.database.scheduler.rows(all, [1]);
    await db.owner.run("alter table argosy.grows add column more int");
    await db.owner.run("insert into argosy.grows values (1, 2)");
    for (const [rows] of await everywhere()) expect(rows).toEqual([{ id: 1, more: 2 }]);
    await db.owner.run("alter table argosy.grows add column most int");
    expect(await db.database.scheduler.rows(all, [1])).toEqual([{ id: 1, more: 2, most: null }]);
  });

  test("a transaction runs again where a deadlock struck the second of two parts, whatever the first says then [F24]", async () => {
    let runs = 0;
    const parted = (tx: Tx) => {
      runs++;
      const struck = tx.run(
        `do $$ begin if ${runs} < 2 then raise exception 'made' using errcode = '40P01'; end if; end $$`,
      );
      const late = struck.catch(() => undefined).then(() => tx.rows("select 1"));
      return together([late, struck]);
    };
    await db.database.tenant(here, parted);
    expect(runs).toBe(2);
  });

  test("a transaction of anything but an id is refused, so that no text reaches the statement", async () => {
    const injected = "'; drop schema argosy; --" as OrganizationId;
    await expect(db.database.tenant(injected, async () => 1)).rejects.toThrow(RangeError);
  });
});

describe("a transaction nobody goes on with", () => {
  const limit = "show idle_in_transaction_session_timeout";
  const pools = ["tenant", "operator", "ingest", "scheduler", "auth"] as const;
  const shown = async (pool: (typeof pools)[number]) => {
    if (pool === "auth") return (await db.database.auth.query(limit)).rows;
    if (pool === "tenant") return db.database.tenant(here, (tx) => tx.rows(limit));
    return pool === "operator" ? db.database.operator((tx) => tx.rows(limit)) : db.database[pool].rows(limit);
  };

  test.each(pools)(
    "an abandoned transaction is ended by the server after a minute: the pool of %s requests it",
    async (pool) => {
      expect(await shown(pool)).toEqual([{ idle_in_transaction_session_timeout: "1min" }]);
    },
  );

  test.each(Object.values(roles))(
    "a role's abandoned transaction is ended whoever opens the connection: %s",
    async (role) => {
      const client = new pg.Client({ connectionString: roleUrl(db.database.ownerUrl, db.keys.current, role) });
      await client.connect();
      expect((await client.query(limit)).rows).toEqual([{ idle_in_transaction_session_timeout: "1min" }]);
      await client.end();
    },
  );

  test("an abandoned transaction fails, frees what it locked, and its connection is replaced", async () => {
    const ownerId = randomUUID();
    const insert = "select pg_backend_pid() as pid, set_config('idle_in_transaction_session_timeout', '20', true)";
    const idle = db.database.tenant(here, async (tx) => {
      await tx.run(insertSecret, [here, ownerId]);
      const { pid } = await tx.one<{ pid: number }>(insert);
      const lives = "select 1 from pg_stat_activity where pid = $1";
      while ((await db.owner.maybe(lives, [pid])) !== undefined);
      await tx.rows("select 1");
    });
    // Of the work itself nothing is known: whoever asked may ask again.
    expect(isDatabaseAway(await idle.catch((error: unknown) => error))).toBe(true);
    expect(await db.owner.rows("select 1 from secret where owner_id = $1", [ownerId])).toEqual([]);
    await db.database.tenant(here, (tx) => tx.run(insertSecret, [here, ownerId]));
  });
});

describe("the roles", () => {
  test.each(["argosy_app", "argosy_ingest", "argosy_scheduler", "argosy_auth", "argosy_operator"])(
    "%s owns nothing and cannot step around row level security",
    async (role) => {
      const row = await db.owner.one<{
        rolsuper: boolean;
        rolbypassrls: boolean;
        rolcreaterole: boolean;
        owned: number;
      }>(
        `select rolsuper, rolbypassrls, rolcreaterole,
         (select count(*)::int from pg_class c where c.relowner = r.oid) as owned
       from pg_roles r where rolname = $1`,
        [role],
      );
      expect(row).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, owned: 0 });
    },
  );

  test("the roles of ingest, scheduler and sign-in cannot read secrets", async () => {
    await expect(db.database.ingest.rows("select * from secret")).rejects.toThrow(/permission denied/);
    await expect(db.database.scheduler.rows("select * from secret")).rejects.toThrow(/permission denied/);
    await expect(db.database.auth.query("select * from argosy.secret")).rejects.toThrow(/permission denied/);
    await expect(db.database.tenant(here, (tx) => tx.rows("select * from argosy_setup.installation"))).rejects.toThrow(
      /permission denied/,
    );
  });
});

test("numbers, money and days arrive exactly", async () => {
  const row = await db.database.scheduler.one(
    `select 9007199254740993::bigint as big, 12.3400::numeric as exact, '2026-03-29'::date as day,
       '2026-03-29T01:30:00Z'::timestamptz as instant, '{"a":[1]}'::jsonb as json`,
  );
  expect(row).toEqual({
    big: 9007199254740993n,
    exact: "12.3400",
    day: "2026-03-29",
    instant: new Date("2026-03-29T01:30:00Z"),
    json: { a: [1] },
  });
});

test("more work than connections waits for its turn, and what fails gives its connection back [F24]", async () => {
  await using own = await testDatabase();
  const organization = await own.newOrganization();
  const database = await openDatabase({ ownerUrl: own.database.ownerUrl, keys: own.keys, poolSize: 2 });
  const fails = [
    (tx: Tx) => tx.run("select 1/0"),
    (tx: Tx) => tx.run("do $$ begin raise exception 'made' using errcode = '40001'; end $$"),
    (tx: Tx) => tx.run("set local lock_timeout = 1; select pg_advisory_xact_lock(24)"),
    () => Promise.reject(new Error("not the database's")),
  ];
  await own.owner.rows("select pg_advisory_lock(24)");
  try {
    const ended = await Promise.allSettled(
      Array.from({ length: 24 }, (_, n) =>
        database.tenant<unknown>(organization, fails[n % 6] ?? ((tx) => tx.rows("select 1"))),
      ),
    );
    expect(ended.map(({ status }) => status === "fulfilled")).toEqual(ended.map((_, n) => n % 6 >= fails.length));
    const { open } = await own.owner.one<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and usename = 'argosy_app'
         and state <> 'idle'`,
    );
    expect(open).toBe(0);
    // Both connections are free at the same time.
    const both = await Promise.all(
      [1, 2].map(() => database.tenant(organization, (tx) => tx.rows("select pg_sleep(0)"))),
    );
    expect(both).toHaveLength(2);
  } finally {
    await database.close();
  }
});

describe("a database that cuts connections", () => {
  const cut = `select pg_terminate_backend(pid)
     from pg_stat_activity
     where datname = current_database() and usename like 'argosy\\_%' and usename <> current_user`;

  test("a cut connection is replaced at once, and does not end the process", async () => {
    await using own = await testDatabase();
    const errors: Error[] = [];
    const database = await openDatabase({
      ownerUrl: own.database.ownerUrl,
      keys: own.keys,
      onConnectionError: (error) => errors.push(error),
    });
    const organization = await own.newOrganization();
    await database.tenant(organization, (tx) => tx.rows("select 1"));
    await own.owner.rows(cut);
    await vi.waitUntil(() => errors.length > 0, { timeout: 60_000 });
    expect(await database.tenant(organization, (tx) => tx.one("select 1 as one"))).toEqual({ one: 1 });
    expect(await database.readiness()).toBe("ready");
    await database.close();
  });

  test("a transaction whose connection is cut fails, and no other [F04]", async () => {
    await using own = await testDatabase();
    const organization = await own.newOrganization();
    const interrupted = own.database.tenant(organization, async (tx) => {
      await tx.run(insertSecret, [organization, randomUUID()]);
      await own.owner.rows(cut);
      await tx.rows("select 1");
    });
    await expect(interrupted).rejects.toThrow();
    expect(await own.owner.rows("select 1 from secret")).toHaveLength(0);
    expect(await own.database.tenant(organization, (tx) => tx.rows("select 1"))).toHaveLength(1);
  });

  test("a cut subscription is listened to again without a request", async () => {
    await using own = await testDatabase();
    const received: string[] = [];
    const stop = await own.database.listen("bell", (payload) => received.push(payload));
    await own.owner.run("select pg_notify('bell', 'first')");
    await vi.waitUntil(() => received.includes("first"), { timeout: 60_000 });
    await own.owner.rows(cut);
    await vi.waitUntil(
      async () => {
        await own.owner.run("select pg_notify('bell', 'second')");
        return received.includes("second");
      },
      { timeout: 60_000 },
    );
    await stop();
    const before = received.length;
    await own.owner.run("select pg_notify('bell', 'third')");
    expect(received.slice(before)).not.toContain("third");
  });
});

test("the driver's own defaults stay as they are for other users of it", () => {
  expect(pg.types.getTypeParser(pg.types.builtins.NUMERIC)("1.50")).toBe("1.50");
  expect(pg.types.getTypeParser(pg.types.builtins.INT8)("1")).toBe("1");
});
