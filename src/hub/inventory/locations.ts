import { z } from "zod";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { ShippingOrigin } from "../../commerce/shipment.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { notePaceChanged } from "../outdated-pace.ts";
import { refusal } from "../refusals.ts";
import { lockLevelsAt } from "./ledger.ts";

export const locationSchema = z
  .object({
    id,
    name: z.string(),
    code: z.string(),
    kind: z.enum(["own", "marketplace"]),
    isDefault: z.boolean(),
    active: z.boolean(),
    address: z.record(z.string(), z.string()),
    stateCode: z.string().nullable(),
    gstin: z.string().nullable(),
    pickupDays: z.int().describe("orders ready for pickup there are overdue after so many days"),
  })
  .meta({ id: "Location" });

export type Location = Answered<typeof locationSchema>;

/** Unless somebody says otherwise. */
const PICKUP_DAYS = 14;

/** `code` absent: made from the name. */
export interface LocationInput
  extends Optional<Pick<Location, "code" | "kind" | "isDefault" | "active" | "stateCode" | "gstin" | "pickupDays">> {
  readonly name: string;
  readonly address?: ShippingOrigin | undefined;
}

const COLUMNS = `${columns("", "id name code kind isDefault active address stateCode gstin pickupDays")}`;

export function listLocations(tx: Tx): Promise<Location[]> {
  return tx.rows<Location>(
    `select ${COLUMNS} from location where organization_id = argosy.tenant() order by is_default desc, lower(name), id`,
  );
}

/** The location orders reserve in unless told otherwise; a new organization gets "Main". */
export async function ensureDefaultLocation(tx: Tx, now: Date): Promise<string> {
  const find = `select id from location where organization_id = argosy.tenant() and is_default`;
  const existing = await tx.maybe<{ id: string }>(find);
  if (existing) return existing.id;
  await tx.run(
    `insert into location (organization_id, id, name, code, is_default, created_at, updated_at)
     values (argosy.tenant(), $1, 'Main', 'main', true, $2, $2) on conflict do nothing`,
    [newId(now), now],
  );
  const { id } = await tx.one<{ id: string }>(find);
  return id;
}

/** Throws HubError LOCATION_NAME_NEEDED, LOCATION_CODE_TAKEN. A new default takes the place of the old one. */
export async function createLocation(tx: Tx, input: LocationInput & { readonly now: Date }): Promise<Location> {
  await ensureDefaultLocation(tx, input.now);
  const name = validName(input.name);
  const code = input.code?.trim() || codeOf(name);
  await refuseTakenCode(tx, code, null);
  if (input.isDefault) await clearDefault(tx, input.now);
  return tx.one<Location>(
    `insert into location (organization_id, id, name, code, kind, is_default, active, address, state_code, gstin,
       created_at, updated_at, pickup_days)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) returning ${COLUMNS}`,
    [
      newId(input.now),
      name,
      code,
      input.kind ?? "own",
      input.isDefault ?? false,
      input.isDefault ? true : (input.active ?? true),
      jsonParameter(input.address ?? {}),
      input.stateCode ?? null,
      input.gstin ?? null,
      input.now,
      input.pickupDays ?? PICKUP_DAYS,
    ],
  );
}

/**
 * Changes what is given. Throws HubError LOCATION_UNKNOWN, LOCATION_CODE_TAKEN, LOCATION_IS_DEFAULT (the default can
 * neither be switched off nor stop being the default: make another one the default instead), LOCATION_HAS_STOCK.
 */
export async function updateLocation(
  tx: Tx,
  input: Partial<LocationInput> & {
    readonly id: string;
    /** Switched off although stock lies there: it goes out of sale. */
    readonly withStock?: boolean | undefined;
    readonly now: Date;
  },
): Promise<Location> {
  // In the order in which stock is moved: levels, then, for a new level, the location.
  if (input.active === false) await lockLevelsAt(tx, input.id);
  const current = await tx.maybe<Location>(
    `select ${COLUMNS} from location where organization_id = argosy.tenant() and id = $1 for update`,
    [input.id],
  );
  if (!current) throw refusal("LOCATION_UNKNOWN");
  if (current.isDefault && (input.active === false || input.isDefault === false || input.kind === "marketplace"))
    throw new HubError("LOCATION_IS_DEFAULT", "conflict", "Make another location the default first.");
  if (current.active && input.active === false && !input.withStock) await refuseStocked(tx, current);
  const name = input.name === undefined ? current.name : validName(input.name);
  const code = input.code?.trim() || current.code;
  if (code.toLowerCase() !== current.code.toLowerCase()) await refuseTakenCode(tx, code, current.id);
  const isDefault = current.isDefault || input.isDefault === true;
  if ((input.active ?? current.active) !== current.active || (input.kind ?? current.kind) !== current.kind) {
    await markStockOf(tx, current.id);
    await notePaceChanged(tx);
  }
  if (isDefault && !current.isDefault) await clearDefault(tx, input.now);
  return tx.one<Location>(
    `update location set name = $2, code = $3, kind = $4, is_default = $5, active = $6, address = $7, state_code = $8,
       gstin = $9, updated_at = $10, pickup_days = $11
     where organization_id = argosy.tenant() and id = $1 returning ${COLUMNS}`,
    [
      current.id,
      name,
      code,
      input.kind ?? current.kind,
      isDefault,
      isDefault || (input.active ?? current.active),
      jsonParameter(input.address ?? current.address),
      input.stateCode === undefined ? current.stateCode : input.stateCode,
      input.gstin === undefined ? current.gstin : input.gstin,
      input.now,
      input.pickupDays ?? current.pickupDays,
    ],
  );
}

async function refuseStocked(tx: Tx, { id, name }: Location): Promise<void> {
  const { items, units, reserved } = await tx.one<{ items: number; units: string; reserved: string }>(
    `select count(*)::int as items, coalesce(sum(on_hand), 0)::text as units,
       coalesce(sum(reserved), 0)::text as reserved
     from level where organization_id = argosy.tenant() and location_id = $1 and (on_hand <> 0 or reserved <> 0)`,
    [id],
  );
  if (items > 0)
    throw new HubError(
      "LOCATION_HAS_STOCK",
      "conflict",
      `${name} holds ${units} units of ${items} items, ${reserved} of them reserved for orders. Transfer them first, or confirm that they go out of sale.`,
      "active",
    );
}

function validName(text: string): string {
  const name = text.trim();
  if (name.length === 0 || name.length > 120)
    throw new HubError(
      "LOCATION_NAME_NEEDED",
      "validation",
      "A location needs a name of up to 120 characters.",
      "name",
    );
  return name;
}

function codeOf(name: string): string {
  const code = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
  return code || "location";
}

async function refuseTakenCode(tx: Tx, code: string, own: string | null): Promise<void> {
  const taken = await tx.maybe(
    `select 1
     from location
     where organization_id = argosy.tenant() and lower(code) = lower($1) and id is distinct from $2`,
    [code, own],
  );
  if (taken) throw new HubError("LOCATION_CODE_TAKEN", "conflict", `The code "${code}" is taken.`, "code");
}

async function clearDefault(tx: Tx, now: Date): Promise<void> {
  await tx.run(
    `update location set is_default = false, updated_at = $1 where organization_id = argosy.tenant() and is_default`,
    [now],
  );
}

/** What is here may now be sold, or no longer: every variant with a level here is looked at again. */
async function markStockOf(tx: Tx, locationId: string): Promise<void> {
  await tx.run(
    `select argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock')
     from level where organization_id = argosy.tenant() and location_id = $1 having count(*) > 0`,
    [locationId],
  );
}
