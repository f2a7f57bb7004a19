/** A distributed database of before some migrations, to be upgraded in tests. */
import type { Keys } from "../keys.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { singleClient } from "../single-client.ts";
import { distribute } from "./distribute.ts";
import { statementsOf } from "./migration-statements.ts";

/** None of the earlier ones needs one of these, which do what migrations do: tables, columns, rows, code, indexes. */
const SOME = [1110, 1111, 1170, 1180, 1181, 1183, 1201, 1210, 1211, 1212, 1213];
/** Policies of before it are none that Citus takes: what it says of tables that are there is said before. */
const POLICIES = 1220;
/** Whether databases of tests are distributed before it: some earlier ones, and all since a database can be distributed. */
export const isHeldBack = ({ number }: { readonly number: number }) => SOME.includes(number) || number >= POLICIES;

interface Older {
  readonly ownerUrl: string;
  readonly keys: Keys;
  readonly nodes: readonly string[];
}

/** Two places on each of the nodes, without the migrations held back. */
export async function distributeOlder({ ownerUrl, keys, nodes }: Older): Promise<void> {
  const all = await readMigrations();
  await migrate({ ownerUrl, keys, only: all.filter((migration) => !isHeldBack(migration)) });
  const owner = singleClient({ connectionString: ownerUrl });
  await owner.connect();
  try {
    for (const statement of statementsOf(all.find(({ number }) => number === POLICIES)?.text ?? "")) {
      const table = / on (argosy\.\w+)/iu.exec(statement)?.[1];
      const { rows } = await owner.query("select to_regclass($1) is not null as there", [table]);
      if (rows[0]?.there) await owner.query(statement);
    }
  } finally {
    await owner.end();
  }
  const spread = (log: () => void) => distribute({ ownerUrl, key: keys.current, nodes, places: 2 * nodes.length, log });
  // A later version finishes what an earlier one began.
  let tables = 0;
  const cut = () => {
    if (++tables === 30) throw new Error("the power failed");
  };
  await spread(cut).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === "the power failed")) throw error;
  });
  await spread(() => undefined);
}
