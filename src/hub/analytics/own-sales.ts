import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { SANDBOX_SALES } from "../accounts/organizations.ts";
import { type Answered, id } from "../answer-schemas.ts";

const OF_ITS_OWN = `c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.state <> 'draft'
  and not exists (select from argosy.sandbox_store x
    where x.organization_id = argosy.tenant() and x.connection_id = c.id)`;

/**
 * SQL: whether sales of a channel belong to the figures. An organization that has a store of its own is told of sales,
 * not of what it tried out: its sandboxes are left out, unless it says otherwise. Who only explores sees them like any
 * store's. A store that is asked for by name is always told of.
 */
export const isSold = (channel: string) => `${channel} <> all (array(
  select s.connection_id from argosy.sandbox_store s where s.organization_id = argosy.tenant() and ${IS_LEFT_OUT}))`;

const IS_LEFT_OUT = `case (select g.sandbox_sales from argosy.organization g where g.organization_id = argosy.tenant())
  when 'counted' then false
  when 'left_out' then true
  else exists (select from argosy.connection c where ${OF_ITS_OWN}) end`;

export const sandboxSalesStatusSchema = z.object({
  setting: z.enum(SANDBOX_SALES).describe("`sandboxSales` of `PATCH /organization`"),
  /** Sales of sandboxes are in no figure. */
  isLeftOut: z.boolean(),
  channels: z.int().describe("sandboxes that sold something, also those that ended"),
  ownStore: z
    .object({ id, name: z.string(), since: z.string() })
    .nullable()
    .describe("the first real channel: `automatic` leaves sandboxes out once it is there"),
});

export type SandboxSalesStatus = Answered<typeof sandboxSalesStatusSchema>;

/** Whether sales of sandboxes count in the figures, and why. */
export async function sandboxSales(tx: Tx): Promise<SandboxSalesStatus> {
  return tx.one<SandboxSalesStatus>(
    `select g.sandbox_sales as setting, ${IS_LEFT_OUT} as "isLeftOut",
       (select count(*)::int
        from argosy.sandbox_store s
        where s.organization_id = argosy.tenant() and exists (select from argosy.sales_order o
          where o.organization_id = argosy.tenant() and o.connection_id = s.connection_id)) as channels,
       (select jsonb_build_object('id', c.id, 'name', c.name, 'since', coalesce(c.installed_at, c.created_at))
        from argosy.connection c
        where ${OF_ITS_OWN}
        order by coalesce(c.installed_at, c.created_at), c.id
        limit 1) as "ownStore"
     from argosy.organization g
     where g.organization_id = argosy.tenant()`,
  );
}
