import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type ContactPoint, contactPoints, normaliseEmail } from "../customer-identity/contact-points.ts";
import { findDuplicates } from "../customer-identity/duplicates.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { type CustomerDetail, getCustomer, survivorOf } from "./customers.ts";
import { publishCustomer } from "./publish.ts";

export type CustomerEdit = Optional<{
  /** Null empties a field; absent leaves it. */
  name: string | null;
  email: string | null;
  phone: string | null;
  notes: string | null;
  tags: readonly string[];
  acceptsMarketing: boolean | null;
}>;

/**
 * Changes what is known of a customer. A new e-mail address or phone names them from now on, an
 * emptied one no longer does; what an order tells later is newer and wins. Throws HubError CUSTOMER_UNKNOWN, CUSTOMER_ERASED, CUSTOMER_EMAIL, CUSTOMER_PHONE,
 * CUSTOMER_EMAIL_TAKEN.
 */
export async function editCustomer(tx: Tx, customerId: string, edit: CustomerEdit, now: Date): Promise<CustomerDetail> {
  const { id, isErased } = await lockSurvivor(tx, customerId);
  if (isErased) throw new HubError("CUSTOMER_ERASED", "conflict", "An erased customer stays empty.");
  const points = pointsOf(edit);
  const sets: string[] = [];
  const params: unknown[] = [id, now];
  const set = (column: string, value: unknown) => sets.push(`${column} = $${params.push(value)}`);
  const notify = (column: "name" | "email" | "phone", value: string | null | undefined) => {
    if (value === undefined) return;
    set(column, value);
    sets.push(`${column}_at = $2`);
  };
  notify("name", edit.name === undefined ? undefined : edit.name?.trim() || null);
  notify("email", points.email);
  notify("phone", points.phone);
  if (edit.notes !== undefined) set("notes", edit.notes?.trim() || null);
  if (edit.tags !== undefined) set("tags", [...new Set(edit.tags.map((tag) => tag.trim()).filter(Boolean))]);
  if (edit.acceptsMarketing !== undefined) set("accepts_marketing", edit.acceptsMarketing);
  await forgetPoints(tx, id, points);
  await claimPoints(tx, id, points);
  await tx.run(
    `update customer
     set ${[...sets, "updated_at = $2"].join(", ")}
     where organization_id = argosy.tenant() and id = $1`,
    params,
  );
  await findDuplicates(tx, [id], now);
  await announce(tx, "customer.updated", { id });
  if (edit.name !== undefined || edit.phone !== undefined) await publishCustomer(tx, id, now);
  return getCustomer(tx, id);
}

/** The customer, or who it was merged into, also by a merge that was waited for. Throws HubError CUSTOMER_UNKNOWN. */
async function lockSurvivor(tx: Tx, customerId: string): Promise<{ id: string; isErased: boolean }> {
  const id = await survivorOf(tx, customerId);
  const row = await tx.one<{ isErased: boolean; isMerged: boolean }>(
    `select erased_at is not null as "isErased", merged_into is not null as "isMerged" from customer
     where organization_id = argosy.tenant() and id = $1 for update`,
    [id],
  );
  return row.isMerged ? lockSurvivor(tx, id) : { id, isErased: row.isErased };
}

interface Points {
  readonly email: string | null | undefined;
  readonly phone: string | null | undefined;
}

function pointsOf({ email, phone }: CustomerEdit): Points {
  const address = email ? normaliseEmail(email) : undefined;
  if (email && !address) throw new HubError("CUSTOMER_EMAIL", "validation", "This is not an e-mail address.", "email");
  const number = phone?.replace(/[\s().-]/g, "");
  if (number && !contactPoints({ phone: number, quality: "real" }).length)
    throw new HubError(
      "CUSTOMER_PHONE",
      "validation",
      "Write the phone with its country code: +20 100 123 4567.",
      "phone",
    );
  return {
    email: email === undefined ? undefined : (address ?? null),
    phone: phone === undefined ? undefined : number || null,
  };
}

/** An address or phone that is emptied no longer names this customer. */
async function forgetPoints(tx: Tx, customerId: string, { email, phone }: Points): Promise<void> {
  const kinds = [...(email === null ? ["email"] : []), ...(phone === null ? ["phone"] : [])];
  await tx.run(
    `delete from contact_point p using customer c
     where p.organization_id = argosy.tenant() and p.customer_id = $1 and p.kind = any($2)
       and c.organization_id = argosy.tenant() and c.id = $1
       and p.value = case p.kind when 'email' then c.email else c.phone end`,
    [customerId, kinds],
  );
}

/** An address names one customer; a phone may be shared, and then stays with who had it first. */
async function claimPoints(tx: Tx, customerId: string, { email, phone }: Points): Promise<void> {
  const points: ContactPoint[] = [
    ...(email ? [{ kind: "email", value: email } as const] : []),
    ...(phone ? [{ kind: "phone", value: phone } as const] : []),
  ];
  for (const { kind, value } of points) {
    const insert = `insert into contact_point (organization_id, kind, value, customer_id)
      values (argosy.tenant(), $1, $2, $3)
      on conflict (organization_id, kind, value) do update set customer_id = contact_point.customer_id
      returning customer_id as owner`;
    const { owner } = await tx.one<{ owner: string }>(insert, [kind, value, customerId]);
    if (kind === "email" && owner !== customerId)
      throw new HubError(
        "CUSTOMER_EMAIL_TAKEN",
        "conflict",
        "Another customer has this e-mail address. Merge the two instead.",
        "email",
      );
  }
}
