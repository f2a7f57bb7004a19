/** A distributed database of before the migrations that follow the schema, to be upgraded in tests. */
import { BASELINE } from "../baseline.ts";
import type { Keys } from "../keys.ts";
import { migrate } from "../migrate.ts";
import { distribute } from "./distribute.ts";

interface Older {
  readonly ownerUrl: string;
  readonly keys: Keys;
  readonly nodes: readonly string[];
}

/** Two places on each of the nodes, with the schema alone. */
export async function distributeOlder({ ownerUrl, keys, nodes }: Older): Promise<void> {
  await migrate({ ownerUrl, keys, only: [BASELINE] });
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
