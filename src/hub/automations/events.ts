/** What happened and waits for automations. */

import { isTrigger } from "../../commerce/automations/triggers.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import type { ParkedItem } from "../parked/kinds.ts";
import { isAnyParked } from "../parked/parked.ts";
import type { Happening } from "./happening.ts";

export interface ClaimedEvent extends Happening {
  /** How many automations stand between it and what somebody did. */
  readonly depth: number;
  /** The automation whose doing it was. */
  readonly causeId: string | null;
  readonly isAnyParked: boolean;
}

type Row = Omit<ClaimedEvent, "trigger"> & { readonly trigger: string; readonly seq: string };

/** Takes the oldest of one depth, in the order they happened. One transaction of an organization at a time. */
export async function claimEvents(tx: Tx, size: number): Promise<ClaimedEvent[]> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.automations ' || argosy.tenant()::text, 0))");
  const rows = await tx.rows<Row>(
    `delete from argosy.automation_event e
     using (
       select seq
       from argosy.automation_event
       where organization_id = argosy.tenant() and depth = (
         select depth
         from argosy.automation_event
         where organization_id = argosy.tenant()
         order by seq
         limit 1)
       order by seq
       limit $1) d
     where e.organization_id = argosy.tenant() and e.seq = d.seq
     returning ${columns("e", "id seq trigger subjectId detail depth causeId happenedAt")},
    ${isAnyParked("automation_event")} as "isAnyParked"`,
    [size],
  );
  return rows
    .toSorted((a, b) => Number(BigInt(a.seq) - BigInt(b.seq)))
    .flatMap(({ seq: _, trigger, ...row }) => (isTrigger(trigger) ? [{ ...row, trigger }] : []));
}

export const parkedEvent = ({
  id,
  trigger,
  subjectId,
  detail,
  depth,
  causeId,
  happenedAt,
}: ClaimedEvent): ParkedItem => ({
  kind: "automation_event",
  subject: id,
  mark: { id, trigger, subjectId, detail, depth, causeId, at: happenedAt.toISOString() },
});
