import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../../hub/paging.ts";
import { PLAN_COLUMNS, type PlanAction, type PlanEntity, type PlanItem } from "./item.ts";

export interface PlanCount {
  readonly action: PlanAction;
  readonly entity: PlanEntity;
  readonly planned: number;
  /** Of the planned ones, those that applying would do. */
  readonly chosen: number;
  readonly done: number;
  readonly failed: number;
  /** The first few, to look at. */
  readonly samples: readonly { readonly id: string; readonly title: string; readonly confidence: number | null }[];
}

export interface PlanSummary {
  readonly runId: string;
  /** Items not applied yet. */
  readonly open: number;
  readonly counts: readonly PlanCount[];
}

/** What a plan holds: counts by action and entity, with samples. */
export async function planSummary(tx: Tx, runId: string): Promise<PlanSummary> {
  const counts = await tx.rows<PlanCount>(
    `select action, entity, count(*) filter (where state = 'planned')::int as planned,
       count(*) filter (where state = 'planned' and chosen)::int as chosen, count(*) filter (where state = 'done')::int as done,
       count(*) filter (where state = 'failed')::int as failed,
       (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'title', s.title, 'confidence', s.confidence)), '[]') from (
          select id, title, confidence from plan_item s where s.organization_id = argosy.tenant() and s.run_id = $1
            and s.action = i.action and s.entity = i.entity order by s.rank, s.id limit 5) as s) as samples
     from plan_item i where organization_id = argosy.tenant() and run_id = $1 group by action, entity order by min(rank), action`,
    [runId],
  );
  return { runId, open: counts.reduce((sum, each) => sum + each.planned, 0), counts };
}

export interface PlanFilter extends PageRequest {
  readonly runId: string;
  readonly action?: PlanAction | undefined;
  readonly state?: PlanItem["state"] | undefined;
}

/** A plan's items. */
export async function listPlanItems(tx: Tx, filter: PlanFilter): Promise<Page<PlanItem>> {
  const limit = pageLimit(filter);
  const [after] = decodeCursor(filter.cursor, ["id"]) ?? [null];
  const rows = await tx.rows<PlanItem>(
    `select ${PLAN_COLUMNS} from plan_item where organization_id = argosy.tenant() and run_id = $1
       and ($2::text is null or action = $2) and ($3::text is null or state = $3) and ($4::uuid is null or id > $4)
     order by id limit $5`,
    [filter.runId, filter.action ?? null, filter.state ?? null, after, limit + 1],
  );
  return toPage(rows, limit, { item: (item) => item, cursor: (item) => [item.id] });
}

/**
 * Says which items are to be applied: these, or all of an action. Answers how many changed. Throws HubError
 * PLAN_CHOICE when neither is named.
 */
export async function choosePlanItems(
  tx: Tx,
  choice: {
    readonly runId: string;
    readonly ids?: readonly string[] | undefined;
    readonly action?: PlanAction | undefined;
    readonly entity?: PlanEntity | undefined;
    readonly chosen: boolean;
  },
): Promise<number> {
  if (choice.ids === undefined && choice.action === undefined)
    throw new HubError("PLAN_CHOICE", "validation", "Name the items or an action.", "ids");
  return tx.run(
    `update plan_item set chosen = $5 where organization_id = argosy.tenant() and run_id = $1 and state = 'planned'
       and ($2::uuid[] is null or id = any($2)) and ($3::text is null or action = $3) and ($4::text is null or entity = $4) and chosen <> $5`,
    [choice.runId, choice.ids ?? null, choice.action ?? null, choice.entity ?? null, choice.chosen],
  );
}
