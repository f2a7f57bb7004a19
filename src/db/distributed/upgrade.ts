/** Migrations on a distributed database: statement by statement, each done once, and gone on with where one was cut short. */
import type pg from "pg";
import { ANCHOR, type HomeInfo, lockHomes, readHomes } from "../home-list.ts";
import { StartError } from "../start-error.ts";
import { buildHomes, onNode } from "./build-homes.ts";
import { giveToOwner, requireNoHub, requireSuperuser, spreadTables } from "./distribute.ts";
import { asCitusTakes, kindOf, refersToTables, statementsOf, writtenBy } from "./migration-statements.ts";
import { rewrite } from "./rewrite.ts";

export interface MigrationText {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

interface Upgrade<F extends MigrationText> {
  /** On the node that coordinates, with the lock of whoever sets something up. */
  readonly owner: pg.Client;
  readonly ownerUrl: string;
  /** Those that are new, in their order. */
  readonly files: readonly F[];
  /** Writes down that all of a file is done. */
  readonly note: (file: F) => Promise<void>;
}

/** `half`: its distribution has not come to its end. `upgrading`: its upgrade has not. */
export type DistributedState = "not" | "half" | "upgrading" | "ready";

export async function distributedState(owner: pg.Client): Promise<DistributedState> {
  const { rowCount } = await owner.query("select 1 where to_regclass('argosy_setup.distributed') is not null");
  if (!rowCount) return "not";
  const { rows } = await owner.query<{ isReady: boolean; isUpgrading: boolean }>(
    `select finished_at is not null as "isReady",
       coalesce((to_jsonb(d) ->> 'is_upgrading')::boolean, false) as "isUpgrading"
     from argosy_setup.distributed d`,
  );
  if (rows[0]?.isReady) return "ready";
  return rows[0]?.isUpgrading ? "upgrading" : "half";
}

/**
 * A hub does not start before the end of it, and whoever calls this again goes on with the statement it was cut short in.
 * Throws a StartError that names the statement which failed.
 */
export async function upgradeDistributed<F extends MigrationText>(upgrade: Upgrade<F>): Promise<void> {
  const { owner, files } = upgrade;
  await requireSuperuser(owner);
  await requireNoHub(owner);
  await lockHomes(owner);
  for (const statement of BEGIN) await owner.query(statement);
  await giveToOwner(owner);
  const run = new Run(owner, upgrade.ownerUrl);
  for (const file of files) {
    await run.file(file);
    await upgrade.note(file);
  }
  await run.settle();
  await giveToOwner(owner);
  await owner.query("update argosy_setup.distributed set finished_at = now(), is_upgrading = false");
}

// Tables that refer to each other are changed one after the other, over one connection to each node.
const BEGIN = [
  "set citus.multi_shard_modify_mode = 'sequential'",
  "alter table argosy_setup.distributed add column if not exists is_upgrading boolean not null default false",
  "create table if not exists argosy_setup.migration_step (number int, step int, primary key (number, step))",
  // Of one distributed by an earlier version: keys it had are no keys to come.
  `delete from argosy_setup.kept_key
   where not is_of_shards and exists (select 1 from argosy_setup.distributed where finished_at is not null)`,
  "update argosy_setup.distributed set finished_at = null, is_upgrading = true",
];

class Run {
  readonly #owner: pg.Client;
  readonly #ownerUrl: string;
  /** Functions, triggers and keys of places may be others than those of the database; also before a run cut short. */
  #isUnsettled = true;

  constructor(owner: pg.Client, ownerUrl: string) {
    this.#owner = owner;
    this.#ownerUrl = ownerUrl;
  }

  async file(file: MigrationText): Promise<void> {
    const { rows } = await this.#owner.query<{ step: number }>(
      "select step from argosy_setup.migration_step where number = $1",
      [file.number],
    );
    const done = new Set(rows.map(({ step }) => step));
    for (const [step, statement] of statementsOf(file.text).entries()) {
      if (done.has(step)) continue;
      try {
        if (kindOf(statement) === "rows") await this.#rows(file.number, step, statement);
        else await this.#shape(file.number, step, statement);
      } catch (error) {
        await this.#owner.query("rollback");
        throw new StartError(
          `Migration ${file.name} failed on this distributed database: ${messageOf(error)}, in: ${statement.slice(0, 300)}`,
          { cause: error },
        );
      }
    }
    await spread(this.#owner);
  }

  /** What places need is made of what the database has now. */
  async settle(): Promise<void> {
    if (!this.#isUnsettled) return;
    await spread(this.#owner);
    await buildHomes(this.#owner, this.#ownerUrl);
    this.#isUnsettled = false;
  }

  /** Carried out by the node that coordinates, everywhere it has to be. */
  async #shape(number: number, step: number, statement: string): Promise<void> {
    this.#isUnsettled = true;
    if (refersToTables(statement)) await spread(this.#owner);
    const settings = [
      "set local search_path = ''",
      // A table that refers to others is made whole first, and is spread with its keys like every other one.
      "set local citus.enable_local_reference_table_foreign_keys = off",
      ...(kindOf(statement) === "code" ? ["set local citus.enable_ddl_propagation = off"] : []),
    ];
    await this.#once(number, step, [...settings, ...asCitusTakes(statement)]);
  }

  async #once(number: number, step: number, statements: readonly string[]): Promise<void> {
    await this.#owner.query("begin");
    for (const statement of statements) await this.#owner.query(statement);
    await this.#owner.query("insert into argosy_setup.migration_step (number, step) values ($1, $2)", [number, step]);
    await this.#owner.query("commit");
  }

  /** Rows are changed place by place, as the hub itself changes them; what is in no place, where it is. */
  async #rows(number: number, step: number, statement: string): Promise<void> {
    await this.settle();
    const homes = await readHomes(async (text, params = []) => (await this.#owner.query(text, [...params])).rows);
    const [first] = homes;
    if (!first || rewrite(statement, { ...first, copies: new Map() }) === statement) {
      await this.#once(number, step, ["set local search_path = ''", statement]);
      return;
    }
    const copied = writtenBy(statement).find((table) => first.copies.has(table));
    if (copied) throw new Error(`${copied}, of which every node has a copy, is written by what is in places`);
    for (const home of homes)
      await onNode(this.#ownerUrl, home.node, (client) => changeRows(client, { place: home, number, step, statement }));
    await this.#once(number, step, []);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function spread(owner: pg.Client): Promise<void> {
  await owner.query("delete from argosy_setup.kept_key where is_of_shards and to_regclass(of_table) is null");
  await spreadTables(owner, { places: 0, log: () => undefined });
}

interface Rows {
  readonly place: HomeInfo;
  readonly number: number;
  readonly step: number;
  readonly statement: string;
}

// Organizations every node has a copy of are those of the place: what is made of them is made once.
const HERE = "organization_here";

async function changeRows(client: pg.Client, { place, number, step, statement }: Rows): Promise<void> {
  await client.query("create schema if not exists argosy_setup");
  await client.query(
    `create table if not exists argosy_setup.place_step (
       number int, step int, place text, primary key (number, step, place))`,
  );
  const { rowCount: isNew } = await client.query(
    "insert into argosy_setup.place_step (number, step, place) values ($1, $2, $3) on conflict do nothing",
    [number, step, place.schema],
  );
  if (!isNew) return;
  await client.query(
    `create view argosy.${HERE} as select * from argosy.${place.copies.get("organization")}
     where worker_hash(organization_id) between ${place.from} and ${place.to}`,
  );
  await client.query("set local search_path = ''");
  await client.query(rewrite(statement, { ...place, copies: new Map([...place.copies, ["organization", HERE]]) }));
  await client.query(`drop view argosy.${HERE}`);
  for (const table of writtenBy(statement)) await requireOwnRows(client, place, table);
}

/** Written past Citus, a row of another place would be found by nobody. */
async function requireOwnRows(client: pg.Client, home: HomeInfo, table: string): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from argosy.${home.shards.get(table) ?? home.shards.get(ANCHOR)}
     where pg_catalog.worker_hash(organization_id) not between $1 and $2 limit 1`,
    [home.from, home.to],
  );
  if (rowCount) throw new Error(`rows of ${table} were written to a place that is not theirs`);
}
