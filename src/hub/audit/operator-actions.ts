import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { JsonFields } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Database, Tx } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";
import { recordAudit } from "./audit.ts";

/** Who of the operators acts, and in which request. */
export interface OperatorAct extends By {
  readonly requestId: string;
}

/** The hub's own trail names no targets and keeps no chain. */
export const hubAuditEntrySchema = z
  .object({
    seq: z.int(),
    at: time,
    actor: z.string(),
    action: z.string(),
    targetKind: z.enum(["hub", "organization", "user"]),
    targetId: z.string(),
    details: typed<JsonFields>(z.record(z.string(), z.unknown())),
    requestId: z.string().nullable(),
  })
  .meta({ id: "AdminAuditEntry" });

export type HubAuditEntry = Answered<typeof hubAuditEntrySchema>;

interface Done {
  readonly action: string;
  readonly targetKind: "hub" | "organization" | "user";
  readonly targetId: string;
  readonly details?: JsonFields | undefined;
}

/** Appends to the hub's own trail, in the transaction of the change (role operator). */
export async function recordHubAudit(tx: Tx, act: OperatorAct, done: Done): Promise<void> {
  await tx.run(
    `insert into hub_audit (at, actor, action, target_kind, target_id, details, request_id)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
    [
      act.now,
      storableText(actorText(act.actor)),
      done.action,
      done.targetKind,
      done.targetId,
      jsonParameter(done.details ?? {}),
      act.requestId,
    ],
  );
}

/** Tells an organization in its own trail what the operator changed of it. */
export async function recordInOrganization(
  db: Pick<Database, "tenant">,
  act: OperatorAct,
  done: { readonly organization: OrganizationId; readonly action: string; readonly details?: JsonFields | undefined },
): Promise<void> {
  await db.tenant(done.organization, (tx) =>
    recordAudit(tx, {
      actor: act.actor,
      action: done.action,
      targetKind: "organizations",
      targetId: done.organization,
      details: done.details,
      requestId: act.requestId,
      now: act.now,
    }),
  );
}

const SORTS = byAge(["seq", "bigint"]);

/** What operators changed, newest first or from the other end. */
export async function listHubAudit(
  tx: Tx,
  request: PageRequest & MadeWithin & { readonly sort?: BothEnds | undefined },
): Promise<Page<HubAuditEntry>> {
  const params: unknown[] = [];
  const done = timeWithin("at", request, params);
  const by = sortedPage(SORTS[request.sort ?? "newest"], request, params);
  const rows = await by.rows<Placed<Omit<HubAuditEntry, "seq"> & { seq: bigint }>>(
    tx,
    `select ${columns("", "seq at actor action targetKind targetId details requestId")}, ${by.place}
     from hub_audit
     where true ${done} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, (row) => ({ ...unplaced(row), seq: Number(row.seq) }));
}
