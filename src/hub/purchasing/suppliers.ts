import { z } from "zod";
import { requireCurrency } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";

export type SupplierFields = Optional<{
  contactName: string;
  email: string;
  phone: string;
  address: string;
  taxId: string;
  /** When and how they are paid: "30 days net". */
  paymentTerms: string;
  /** Days from ordering to arrival; null: not known. */
  leadDays: number | null;
  note: string;
  isActive: boolean;
}>;

export interface NewSupplier extends SupplierFields {
  readonly name: string;
  /** What their orders are written in; absent: the organization's. */
  readonly currency?: string | undefined;
  readonly now: Date;
}

export interface SupplierPatch extends SupplierFields {
  readonly id: string;
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
  readonly now: Date;
}

export const supplierSchema = z
  .object({
    id,
    name: z.string(),
    contactName: z.string(),
    email: z.string(),
    phone: z.string(),
    address: z.string(),
    taxId: z.string(),
    currency: z.string().describe("what new orders are written in"),
    paymentTerms: z.string(),
    leadDays: z.int().nullable().describe("days from ordering to arrival"),
    note: z.string(),
    isActive: z.boolean(),
    openOrders: z.int().describe("purchase orders something is still to come of"),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Supplier" });

export type Supplier = Answered<typeof supplierSchema>;

const ROW = `
  ${columns("s", "id name contactName email phone address taxId currency paymentTerms leadDays note")},
    ${columns("s", "isActive")},
    (select count(*)::int from argosy.purchase_order o
      where o.organization_id = argosy.tenant() and o.supplier_id = s.id
      and o.state in ('ordered', 'partly_received')) as "openOrders",
    ${columns("s", "createdAt updatedAt")}
  from argosy.supplier s where s.organization_id = argosy.tenant()`;

const SORTS = byAge(["s.id", "uuid"]);

export type SupplierFilter = PageRequest &
  Optional<{
    isActive: boolean;
    /** Part of the name, or of the contact's name or address. */
    search: string;
    sort: BothEnds;
  }>;

/** Suppliers, the newest first. */
export async function listSuppliers(tx: Tx, filter: SupplierFilter): Promise<Page<Supplier>> {
  const search = storableText(filter.search ?? "").trim();
  const params = [filter.isActive ?? null, search ? containing(search) : null];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Supplier>>(
    tx,
    `select ${by.place}, ${ROW} and ($1::boolean is null or s.is_active = $1)
       and ($2::text is null or s.name ilike $2 or s.contact_name ilike $2
         or s.email ilike $2) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError SUPPLIER_NOT_FOUND. */
export async function getSupplier(tx: Tx, id: string): Promise<Supplier> {
  const found = await tx.maybe<Supplier>(`select ${ROW} and s.id = $1`, [id]);
  if (!found) throw notFound();
  return found;
}

/** Throws HubError SUPPLIER_EXISTS and SUPPLIER_CURRENCY. */
export async function createSupplier(tx: Tx, input: NewSupplier): Promise<Supplier> {
  const id = newId(input.now);
  const made = await tx.run(
    `insert into argosy.supplier (organization_id, id, name, contact_name, email, phone, address, tax_id, currency,
       payment_terms, lead_days, note, is_active, created_at, updated_at)
     select argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, coalesce($8, o.currency), $9, $10, $11, $12, $13, $13
     from argosy.organization o where o.organization_id = argosy.tenant()
     on conflict (organization_id, name_key) do nothing`,
    [
      id,
      input.name,
      input.contactName ?? "",
      input.email ?? "",
      input.phone ?? "",
      input.address ?? "",
      input.taxId ?? "",
      input.currency === undefined ? null : checkedCurrency(input.currency),
      input.paymentTerms ?? "",
      input.leadDays ?? null,
      input.note ?? "",
      input.isActive ?? true,
      input.now,
    ],
  );
  if (made === 0) throw nameTaken();
  await announce(tx, "supplier.created", { id });
  return getSupplier(tx, id);
}

/** Throws HubError SUPPLIER_NOT_FOUND, SUPPLIER_EXISTS and SUPPLIER_CURRENCY. */
export async function changeSupplier(tx: Tx, patch: SupplierPatch): Promise<Supplier> {
  const { id, name } = patch;
  await lockSupplier(tx, id, "for no key update");
  if (name !== undefined) {
    const other = await tx.maybe(
      "select id from argosy.supplier where organization_id = argosy.tenant() and name_key = lower($1) and id <> $2",
      [name, id],
    );
    if (other) throw nameTaken();
  }
  await tx.run(
    `update argosy.supplier
     set name = coalesce($2, name), contact_name = coalesce($3, contact_name), email = coalesce($4, email),
       phone = coalesce($5, phone), address = coalesce($6, address), tax_id = coalesce($7, tax_id),
       currency = coalesce($8, currency), payment_terms = coalesce($9, payment_terms),
       lead_days = case when $10 then $11::int else lead_days end, note = coalesce($12, note),
       is_active = coalesce($13, is_active), updated_at = $14
     where organization_id = argosy.tenant() and id = $1`,
    [
      id,
      name ?? null,
      patch.contactName ?? null,
      patch.email ?? null,
      patch.phone ?? null,
      patch.address ?? null,
      patch.taxId ?? null,
      patch.currency === undefined ? null : checkedCurrency(patch.currency),
      patch.paymentTerms ?? null,
      patch.leadDays !== undefined,
      patch.leadDays ?? null,
      patch.note ?? null,
      patch.isActive ?? null,
      patch.now,
    ],
  );
  await announce(tx, "supplier.updated", { id });
  return getSupplier(tx, id);
}

/** Removes a supplier nothing was ever ordered from. Throws HubError SUPPLIER_NOT_FOUND, SUPPLIER_IN_USE. */
export async function deleteSupplier(tx: Tx, id: string): Promise<void> {
  await lockSupplier(tx, id, "for update");
  const used = await tx.maybe(
    "select id from argosy.purchase_order where organization_id = argosy.tenant() and supplier_id = $1 limit 1",
    [id],
  );
  if (used)
    throw new HubError(
      "SUPPLIER_IN_USE",
      "conflict",
      "This supplier has purchase orders. Switch it off instead: it is not offered for new orders then.",
    );
  await tx.run("delete from argosy.supplier where organization_id = argosy.tenant() and id = $1", [id]);
  await announce(tx, "supplier.deleted", { id });
}

export interface LockedSupplier {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly leadDays: number | null;
  readonly isActive: boolean;
}

/** The supplier, locked until the transaction ends. Throws HubError SUPPLIER_NOT_FOUND. */
export async function lockSupplier(
  tx: Tx,
  id: string,
  strength: "for key share" | "for no key update" | "for update",
): Promise<LockedSupplier> {
  const found = await tx.maybe<LockedSupplier>(
    `select ${columns("", "id name currency leadDays isActive")} from argosy.supplier
     where organization_id = argosy.tenant() and id = $1 ${strength}`,
    [id],
  );
  if (!found) throw notFound();
  return found;
}

/** Throws HubError SUPPLIER_CURRENCY. */
export function checkedCurrency(currency: string): string {
  try {
    requireCurrency(currency);
    return currency;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new HubError("SUPPLIER_CURRENCY", "validation", message, "currency");
  }
}

const notFound = () => new HubError("SUPPLIER_NOT_FOUND", "not_found", "There is no such supplier.");
const nameTaken = () =>
  new HubError("SUPPLIER_EXISTS", "conflict", "A supplier of this name is there already.", "name");
