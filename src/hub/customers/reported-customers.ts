/** What a channel tells of its customers beside their orders. */
import type { Tx } from "../../db/database.ts";
import { contactPoints, pointKey } from "../customer-identity/contact-points.ts";
import { type ReportedCustomer, resolveCustomers } from "../customer-identity/resolve.ts";
import { jsonRows } from "../json-column.ts";
import type { CustomerPolicy } from "../stores/settings.ts";

export interface ChannelCustomer {
  readonly key: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** When it was so, by the channel's clock. */
  readonly at: Date;
}

/**
 * Keeps what changed of customers that are known here by an order; answers how many. Accounts that never bought anything
 * are the channel's affair: nobody agreed to have them collected.
 */
export async function learnCustomers(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly customers: readonly ChannelCustomer[];
    readonly wins: CustomerPolicy;
    readonly now: Date;
  },
): Promise<number> {
  const { connectionId, customers, wins, now } = input;
  const reported = customers.map(({ at, ...contact }): ReportedCustomer => {
    return { contact: { ...contact, quality: "real" }, connectionId, wins, at };
  });
  // A phone alone may be a family's: it makes nobody known.
  const naming = reported.map(({ contact }) =>
    contactPoints(contact, connectionId).filter(({ kind }) => kind === "account" || kind === "email"),
  );
  const rows = await tx.rows<{ kind: "email" | "account"; value: string }>(
    `select p.kind, p.value from json_to_recordset($1) as w(kind text, value text)
     join argosy.contact_point p on p.organization_id = argosy.tenant() and p.kind = w.kind and p.value = w.value`,
    [jsonRows(naming.flat())],
  );
  const existing = new Set(rows.map(pointKey));
  const those = reported.filter((_, n) => naming[n]?.some((point) => existing.has(pointKey(point))));
  if (those.length > 0) await resolveCustomers(tx, those, now);
  return those.length;
}
