import { z } from "zod";
import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, typed } from "../../hub/answer-schemas.ts";
import { HubError } from "../../hub/errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../../hub/paging.ts";
import { PLAN_COLUMNS, type PlanAction, type PlanEntity, type PlanItem, planAction, planField } from "./item.ts";
import { STATE_NOW } from "./item-state.ts";

export const planCountSchema = z.object({
  action: planAction,
  entity: z.enum(["product", "variant", "category"]),
  /** The field that differs; null of everything else. */
  field: planField.nullable(),
  planned: z.int(),
  /** Of the planned ones, those that applying would do. */
  chosen: z.int(),
  sent: z.int().describe("on their way to the channel"),
  done: z.int(),
  failed: z.int(),
  /** Changed since they were planned. */
  skipped: z.int(),
  /** Never to be asked about again; not among the planned. */
  ignored: z.int(),
  /** Of the planned ones, those left out of the plan before. */
  passedOver: z.int(),
  /** The first few, to look at. */
  samples: z.array(
    z.object({
      id,
      title: z.string(),
      confidence: z.int().nullable(),
      before: typed<Json>(z.unknown()),
      after: typed<Json>(z.unknown()),
    }),
  ),
});

export type PlanCount = Answered<typeof planCountSchema>;

export interface PlanSummary {
  readonly runId: string;
  /** Items not applied yet, without the ignored ones. */
  readonly open: number;
  /** Items that applying would do. */
  readonly chosen: number;
  readonly counts: readonly PlanCount[];
}

/** What a plan holds: counts by action and entity, with samples. */
export async function planSummary(tx: Tx, runId: string): Promise<PlanSummary> {
  const counts = await tx.rows<PlanCount>(
    `select action, entity, field, count(*) filter (where now.state = 'planned' and not ignored)::int as planned,
       count(*) filter (where now.state = 'planned' and chosen)::int as chosen,
       count(*) filter (where now.state = 'sent')::int as sent,
       count(*) filter (where now.state = 'done')::int as done,
       count(*) filter (where now.state = 'failed')::int as failed,
       count(*) filter (where now.state = 'skipped')::int as skipped,
       count(*) filter (where ignored)::int as ignored,
       count(*) filter (where now.state = 'planned' and passed_over and not ignored)::int as "passedOver",
       (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'title', s.title, 'confidence', s.confidence,
         'before', s.before, 'after', s.after)),
         '[]')
         from (
          select id, title, confidence, before, after
          from plan_item s
          where s.organization_id = argosy.tenant() and s.run_id = $1
            and s.action = i.action and s.entity = i.entity and s.field is not distinct from i.field
          order by s.rank, s.id
          limit 5) as s) as samples
     from plan_item i ${STATE_NOW}
     where i.organization_id = argosy.tenant() and i.run_id = $1
     group by action, entity, field
     order by min(rank), action, field`,
    [runId],
  );
  const sum = (of: "planned" | "chosen") => counts.reduce((total, each) => total + each[of], 0);
  return { runId, open: sum("planned"), chosen: sum("chosen"), counts };
}

export interface PlanFilter extends PageRequest {
  readonly runId: string;
  readonly action?: PlanAction | undefined;
  readonly entity?: PlanEntity | undefined;
  /** "": of items about no field. */
  readonly field?: string | undefined;
  readonly state?: PlanItem["state"] | undefined;
  readonly ignored?: boolean | undefined;
}

/** A plan's items. */
export async function listPlanItems(tx: Tx, filter: PlanFilter): Promise<Page<PlanItem>> {
  const limit = pageLimit(filter);
  const [after] = decodeCursor(filter.cursor, ["id"]) ?? [null];
  const rows = await tx.rows<PlanItem>(
    `select ${PLAN_COLUMNS}, now.state, now.error, now.said as "errorTold", now.code as "errorCode"
     from plan_item i ${STATE_NOW}
     where i.organization_id = argosy.tenant() and i.run_id = $1
       and ($2::text is null or action = $2) and ($3::text is null or now.state = $3)
       and ($4::uuid is null or i.id > $4)
       and ($6::text is null or entity = $6) and ($7::text is null or field is not distinct from nullif($7, ''))
       and ($8::boolean is null or ignored = $8)
     order by i.id limit $5`,
    [
      filter.runId,
      filter.action ?? null,
      filter.state ?? null,
      after,
      limit + 1,
      filter.entity ?? null,
      filter.field ?? null,
      filter.ignored ?? null,
    ],
  );
  return toPage(rows, limit, { item: (item) => item, cursor: (item) => [item.id] });
}

/** Which items are meant: these, or all of an action, entity or field. */
export interface PlanChoice {
  readonly runId: string;
  readonly ids?: readonly string[] | undefined;
  readonly action?: PlanAction | undefined;
  readonly entity?: PlanEntity | undefined;
  readonly field?: string | undefined;
}

const MEANT = `i.organization_id = argosy.tenant() and i.run_id = $1
  and ($2::uuid[] is null or i.id = any($2)) and ($3::text is null or i.action = $3)
  and ($4::text is null or i.entity = $4) and ($5::text is null or i.field is not distinct from nullif($5, ''))`;

function meant(choice: PlanChoice): readonly unknown[] {
  if ([choice.ids, choice.action, choice.entity, choice.field].every((each) => each === undefined))
    throw new HubError("PLAN_CHOICE", "validation", "Name the items, or an action, entity or field.", "ids");
  return [choice.runId, choice.ids ?? null, choice.action ?? null, choice.entity ?? null, choice.field ?? null];
}

// A difference can only be settled between what is linked, or will be.
const LEAVE_UNLINKED = `
  update plan_item d
  set chosen = false
  where d.organization_id = argosy.tenant() and d.run_id = $1 and d.state = 'planned' and d.chosen
    and d.field is not null
    and exists (select 1 from plan_item k
      where k.organization_id = d.organization_id and k.run_id = d.run_id and k.action = 'link' and k.state = 'planned'
      and not k.chosen
      and (k.listing_id = d.listing_id or (d.listing_id is null and k.product_listing_id = d.product_listing_id)))
    and not exists (select 1 from plan_item o
      where o.organization_id = d.organization_id and o.run_id = d.run_id and o.action = 'link' and o.chosen
      and (o.listing_id = d.listing_id or (d.listing_id is null and o.product_listing_id = d.product_listing_id)))
    and not exists (select 1
      from product_listing p
      where p.organization_id = d.organization_id and p.id = d.product_listing_id and d.listing_id is null
        and p.product_id is not null)`;

/**
 * Says which items are to be applied; the differences of a link that is left out are left out with it. Answers how many
 * changed. Throws HubError PLAN_CHOICE when none are named.
 */
export async function choosePlanItems(tx: Tx, choice: PlanChoice & { readonly chosen: boolean }): Promise<number> {
  const changed = await tx.run(
    `update plan_item i
     set chosen = $6
     where ${MEANT} and state = 'planned' and action <> 'ignore' and chosen <> $6 and not ignored`,
    [...meant(choice), choice.chosen],
  );
  if (choice.chosen) return changed + (await chooseAgain(tx, choice));
  return changed + (await tx.run(LEAVE_UNLINKED, [choice.runId]));
}

/** What failed is planned again when it is chosen again. */
async function chooseAgain(tx: Tx, choice: PlanChoice): Promise<number> {
  return tx.run(
    `update plan_item p set state = 'planned', chosen = true, error = null, error_code = null
     from (select i.id from plan_item i ${STATE_NOW} where ${MEANT} and now.state = 'failed') as again
     where p.organization_id = argosy.tenant() and p.run_id = $1 and p.id = again.id`,
    meant(choice),
  );
}

/**
 * Says that items are not to be asked about again, in this and every later plan of the store; or that they are. Answers
 * how many changed. Throws HubError PLAN_CHOICE when none are named.
 */
export async function ignorePlanItems(
  tx: Tx,
  choice: PlanChoice & {
    readonly connectionId: string;
    readonly ignored: boolean;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<number> {
  const { connectionId, ignored, by, now } = choice;
  const rows = await tx.rows<{ subject: string }>(
    `update plan_item i
     set ignored = $6, chosen = chosen and not $6
     where ${MEANT} and state = 'planned' and ignored <> $6
     returning subject`,
    [...meant(choice), ignored],
  );
  const subjects = rows.map((row) => row.subject);
  if (ignored) await tx.run(LEAVE_UNLINKED, [choice.runId]);
  if (ignored)
    await tx.run(
      `insert into plan_ignored (organization_id, connection_id, subject, ignored_at, ignored_by)
       select argosy.tenant(), $1, s, $3, $4 from unnest($2::text[]) as s on conflict do nothing`,
      [connectionId, subjects, now, actorText(by)],
    );
  else
    await tx.run(
      "delete from plan_ignored where organization_id = argosy.tenant() and connection_id = $1 and subject = any($2)",
      [connectionId, subjects],
    );
  return rows.length;
}
