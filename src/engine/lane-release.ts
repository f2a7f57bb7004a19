/** Puts lanes back: those whose turns end at the same moment in one statement. */
import type { Database, Home } from "../db/database.ts";
import { grouped } from "./grouped.ts";

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

const GIVEN =
  "json_to_recordset($1) as g(o uuid, c uuid, k text, t uuid, q bigint, v bigint, f int, at timestamptz, now timestamptz)";
const IS_ITS = "l.organization_id = o and l.connection_id = c and l.kind = k and l.lease_token = t and l.version >= v";
const put = (from: string) => `update argosy.lane l set lease_token = null, lease_until = null, failures = f,
    due_at = case when l.seq = q or f > 0 then at else least(at, now) end
  from ${from} where ${IS_ITS} returning l.connection_id as c, l.kind as k, coalesce(l.due_at <= now, false) as due`;

/** A lane that another transaction holds keeps no other waiting. */
const FREE = `with free as materialized (
    select g.* from ${GIVEN} join argosy.lane l on ${IS_ITS} order by o, c, k for update of l skip locked)
  ${put("free")}`;
const HELD = put(GIVEN);

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
  readonly c: string;
  readonly k: string;
  readonly due: boolean;
}

/** Answers whether the lane is due again. One that is another worker's by now stays as it is. */
export function createRelease(db: Pick<Database, "homeOf">): (release: Release) => Promise<boolean> {
  const free = grouped(async ({ scheduler }: Home, releases: readonly Release[]) => {
    const freed = await scheduler.rows<Put>(FREE, [parameter(releases)]);
    return releases.map(({ connection, kind }) => freed.find(({ c, k }) => c === connection && k === kind) ?? null);
  });
  return async (release) => {
    const found = db.homeOf(release.organization);
    const home = found instanceof Promise ? await found : found;
    const put = (await free(home, release)) ?? (await home.scheduler.maybe<Put>(HELD, [parameter([release])]));
    return put?.due ?? false;
  };
}
