/** The schema that an empty database is given at once (src/db/baseline); migrations with higher numbers change it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { StartError } from "./start-error.ts";

export interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** Stands for the 295 migrations up to its number, which made the same schema (decision 710). */
export const BASELINE: Applied = {
  number: 1531,
  name: "1531-schema",
  /** Of their numbers, names and checksums. */
  checksum: "5937e497a4966e735efa23088a864b3fd340ad53ec9474efacdd2cbf204369a8",
};

/** The last version that has those migrations. */
const LAST_WITH_THEM = "the version of 30 November 2026 (commit 30c30c36)";

const FOLDER = join(import.meta.dirname, "baseline");

/** In their order: what a file names is made by one before it. */
const FILES = [
  "foundation",
  "organizations",
  "sign-in",
  "stores",
  "lanes",
  "incoming",
  "catalog",
  "listings",
  "inventory",
  "prices",
  "listing-state",
  "purchasing",
  "customers",
  "orders",
  "order-records",
  "order-handling",
  "returns",
  "shipments",
  "couriers",
  "invoices",
  "promotions",
  "registers",
  "register-payments",
  "register-catalog",
  "files",
  "messages",
  "webhooks",
  "search",
  "analytics",
  "costs",
  "settlements",
  "advertising",
  "profit",
  "profit-capture-orders",
  "profit-capture-inputs",
  "automations",
  "change-capture",
  "capture-stock",
  "capture-prices",
  "capture-content",
  "texts",
  "tenancy",
];

export interface SchemaFile {
  readonly name: string;
  readonly text: string;
}

export const readBaseline = (): Promise<SchemaFile[]> =>
  Promise.all(FILES.map(async (name) => ({ name, text: await readFile(join(FOLDER, `${name}.sql`), "utf8") })));

/** Makes all of it in the transaction that is open, or nothing. */
export async function makeBaseline(owner: pg.Client): Promise<void> {
  // Functions may name tables of later files.
  await owner.query("set local check_function_bodies = off");
  for (const { name, text } of await readBaseline())
    await owner.query(text).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new StartError(`The schema of "${name}" could not be made: ${why}`, { cause: error });
    });
}

/**
 * Whether the schema is among what was applied: as one, or by the migrations it stands for. Throws a StartError where only
 * some of those were, or others.
 */
export function includesBaseline(applied: readonly Applied[], subject: "database" | "backup"): boolean {
  if (applied.length === 0) return false;
  const before = upToBaseline(applied);
  const [only] = before;
  if (before.length === 1 && only?.number === BASELINE.number && only.checksum === BASELINE.checksum) return true;
  if (digestOf(before) === BASELINE.checksum) return true;
  const state = `its newest migration is ${applied.at(-1)?.name}, and this version begins after 1531`;
  throw new StartError(
    subject === "database"
      ? `The database was last used by an older version of Argosy (${state}); start ${LAST_WITH_THEM} on it once, then this one.`
      : `The backup was taken of an older version of Argosy (${state}); restore it with ${LAST_WITH_THEM}, start that once, then this one.`,
  );
}

const upToBaseline = (applied: readonly Applied[]): Applied[] =>
  applied.filter(({ number }) => number <= BASELINE.number);

export const afterBaseline = (applied: readonly Applied[]): Applied[] =>
  applied.filter(({ number }) => number > BASELINE.number);

function digestOf(applied: readonly Applied[]): string {
  const lines = applied.map(({ number, name, checksum }) => `${number} ${name} ${checksum}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
