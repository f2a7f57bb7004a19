/** For tests: what code of any earlier version would miss in the newest schema. */
import type { Tx } from "../../src/db/database.ts";
import type { Keys } from "../../src/db/keys.ts";
import { migrate } from "../../src/db/migrate.ts";
import { missedBy, type Schema, schemaReader } from "./schema-compat.ts";

export interface Walk {
  /** Superuser's address of an empty database. */
  readonly ownerUrl: string;
  readonly keys: Keys;
  /** Default: the hub's own. */
  readonly folder?: string | undefined;
  /** Looks at the database without a search path. */
  look(work: (owner: Tx) => Promise<Schema>): Promise<Schema>;
}

/**
 * Applies the migrations after the schema one by one, and compares the schema before each of them with the one at the end. Answers what
 * is missed there, with the first and the last migration before which code knew it.
 */
export async function missedOnTheWay({ ownerUrl, keys, folder, look }: Walk): Promise<Map<string, string>> {
  const read = schemaReader();
  const before: { readonly next: string; readonly schema: Schema }[] = [];
  await migrate({
    ownerUrl,
    keys,
    folder,
    async before({ name }) {
      before.push({ next: name, schema: await look(read) });
    },
  });
  const end = await look(read);
  const missed = new Map<string, string[]>();
  for (const { next, schema } of before)
    for (const what of missedBy(schema, end)) missed.set(what, [...(missed.get(what) ?? []), next]);
  return new Map([...missed].map(([what, where]) => [what, [...new Set([where[0], where.at(-1)])].join(" to ")]));
}
