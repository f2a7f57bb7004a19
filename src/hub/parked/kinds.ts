/**
 * Work that is done in batches, of which one thing may fail by itself: how its marks end when it is set aside, and how
 * they are set again when it is due. `$1` is the mark, as JSON.
 */
import type { Json } from "../../commerce/product.ts";

/** Worked off marks that triggers leave. */
export type MarkKind = "search" | "sales" | "profit" | "settlement" | "webhook_event" | "automation_event";
/** Told by a channel once: kept as it was told, and stored again from here. */
export type RecordKind = "fee" | "settlement_record" | "stock_level" | "unknown_stock" | "conversation";
export type ParkedKind = MarkKind | RecordKind;

export type Mark = { readonly [name: string]: Json };

export interface ParkedItem {
  readonly kind: ParkedKind;
  /** Names the thing within its kind. */
  readonly subject: string;
  /** All that is needed to try it again. */
  readonly mark: Mark;
  /** Of a record: whose it is. */
  readonly connectionId?: string | undefined;
}

/** How many are taken at a time, and what was: whoever catches a failure has to know what was in it. */
export interface Chunk {
  readonly size: number;
  readonly taken: ParkedItem[];
}

interface MarkStatements {
  /** Takes the thing's marks out of the work. */
  readonly end: string;
  /** Marks it again. */
  readonly again: string;
}

/** SQL: the day of a mark, in the zone its organization counts days in. */
const dayOf = (at: string) => `(${at} at time zone (select zone from argosy.organization
    where organization_id = argosy.tenant()))::date`;

export const MARKS: Readonly<Record<MarkKind, MarkStatements>> = {
  search: {
    end: `delete from argosy.search_due
      where organization_id = argosy.tenant() and kind = ($1::jsonb->>'kind')::smallint
        and subject_id = ($1::jsonb->>'id')::uuid`,
    again: `insert into argosy.search_due (organization_id, kind, subject_id)
      values (argosy.tenant(), ($1::jsonb->>'kind')::smallint, ($1::jsonb->>'id')::uuid)`,
  },
  sales: {
    end: `delete from argosy.sales_due
      where organization_id = argosy.tenant() and ${dayOf("at")} = ${dayOf("($1::jsonb->>'at')::timestamptz")}`,
    again: `insert into argosy.sales_due (organization_id, at)
      values (argosy.tenant(), ($1::jsonb->>'at')::timestamptz)`,
  },
  profit: {
    end: `delete from argosy.profit_due
      where organization_id = argosy.tenant() and kind = $1::jsonb->>'kind' and case kind
        when 'order' then order_id = ($1::jsonb->>'order_id')::uuid
        when 'day' then coalesce(day, ${dayOf("at")}) = ($1::jsonb->>'day')::date
        else seq = ($1::jsonb->>'seq')::bigint end`,
    again: `insert into argosy.profit_due
        (organization_id, kind, order_id, item_id, connection_id, word, day, at, until)
      select argosy.tenant(), m.*
      from jsonb_to_record($1::jsonb) as m(
        kind text, order_id uuid, item_id uuid, connection_id uuid, word text, day date,
        at timestamptz, until timestamptz)`,
  },
  settlement: {
    end: `delete from argosy.settlement_due
      where organization_id = argosy.tenant() and order_id = ($1::jsonb->>'id')::uuid`,
    again: `insert into argosy.settlement_due (organization_id, order_id)
      values (argosy.tenant(), ($1::jsonb->>'id')::uuid)`,
  },
  webhook_event: {
    end: "delete from argosy.webhook_event where organization_id = argosy.tenant() and id = ($1::jsonb->>'id')::uuid",
    again: `insert into argosy.webhook_event (organization_id, id, type, subject, happened_at)
      values (argosy.tenant(), ($1::jsonb->>'id')::uuid, $1::jsonb->>'type', $1::jsonb->'subject',
        ($1::jsonb->>'at')::timestamptz)`,
  },
  automation_event: {
    end: `delete from argosy.automation_event
      where organization_id = argosy.tenant() and id = ($1::jsonb->>'id')::uuid`,
    again: `insert into argosy.automation_event (organization_id, id, trigger, subject_id, detail, depth, cause_id,
        made_in, happened_at)
      values (argosy.tenant(), ($1::jsonb->>'id')::uuid, $1::jsonb->>'trigger', ($1::jsonb->>'subjectId')::uuid,
        $1::jsonb->>'detail', ($1::jsonb->>'depth')::int, ($1::jsonb->>'causeId')::uuid, null,
        ($1::jsonb->>'at')::timestamptz)`,
  },
};

export const isMarkKind = (kind: ParkedKind): kind is MarkKind => Object.hasOwn(MARKS, kind);
