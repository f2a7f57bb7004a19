/** Releases lanes; turns that end at the same moment share one statement. */
import type { Database, Home } from "../../db/database.ts";
import { batchCalls } from "./batched-calls.ts";

export interface Release {
  readonly organization: string;
  readonly connection: string;
  readonly kind: string;
  readonly token: string;
  /** Of the lane when it was claimed; another one by now: somebody has woken it. */
  readonly seq: bigint;
  /** Of its row since it was claimed, or lower. */
  readonly version: bigint;
  readonly failures: number;
  readonly nextDue: Date | null;
  readonly now: Date;
}

const PUT = "select connection_id, kind, due from argosy.release_lanes($1, $2)";

const parameter = (releases: readonly Release[]) =>
  JSON.stringify(
    releases.map(({ organization, connection, kind, token, seq, version, failures, nextDue, now }) => ({
      o: organization,
      c: connection,
      k: kind,
      t: token,
      q: String(seq),
      v: String(version),
      f: failures,
      // What was due before is due now: a look begins at what became due since the last one.
      at: nextDue && nextDue < now ? now : nextDue,
      now,
    })),
  );

interface Put {
  readonly connection_id: string;
  readonly kind: string;
  readonly due: boolean;
}

/** Answers whether the lane is due again. One that is another worker's by now stays as it is. */
export function createRelease(db: Pick<Database, "homeOf">): (release: Release) => Promise<boolean> {
  const free = batchCalls(async ({ scheduler }: Home, releases: readonly Release[]) => {
    // A lane that another transaction holds keeps no other waiting.
    const freed = await scheduler.rows<Put>(PUT, [parameter(releases), false]);
    return releases.map(
      ({ connection, kind }) => freed.find((one) => one.connection_id === connection && one.kind === kind) ?? null,
    );
  });
  return async (release) => {
    const found = db.homeOf(release.organization);
    const home = found instanceof Promise ? await found : found;
    const put = (await free(home, release)) ?? (await home.scheduler.maybe<Put>(PUT, [parameter([release]), true]));
    return put?.due ?? false;
  };
}
