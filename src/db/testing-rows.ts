/** For tests of lists: many rows of a table at once, numbered by `i`. */
import type { OrganizationId } from "../commerce/ids.ts";

/** SQL of the id of row `i` of a kind. */
export const ids = (kind: number) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;

/** SQL that fills a table of the organization with `count` rows; `values` may name `i`, from 1 on. */
export const filling =
  (organization: OrganizationId, count: number) => (table: string, columns: string, values: string) =>
    `insert into argosy.${table} (organization_id, ${columns})
     select '${organization}', ${values}
     from generate_series(1, ${count}) as i;`;
