/** Who sells at registers: a name and a PIN. */
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly isManager: boolean;
  readonly isActive: boolean;
  readonly lockedUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** With what checks a PIN without network: "salt:key" of scrypt (N 16384, r 16, p 1, 64 bytes; the salt as text). */
export interface StaffWithPin extends Pick<Staff, "id" | "name" | "isManager"> {
  readonly pin: string;
}

// Four digits are 10,000 tries: at five in five minutes that is a week.
const MOST_WRONG = 5;
const LOCKED_MS = 5 * 60_000;

const ROW = `
  select id, name, is_manager as "isManager", is_active as "isActive", locked_until as "lockedUntil",
    created_at as "createdAt", updated_at as "updatedAt"
  from argosy.pos_staff where organization_id = argosy.tenant()`;

/** Everybody, by name. */
export function listStaff(tx: Tx): Promise<Staff[]> {
  return tx.rows<Staff>(`${ROW} order by is_active desc, lower(name), id`);
}

/** Who did what a row `s` tells, as its column `staff`. */
export const STAFF = `json_build_object('id', p.id, 'name', p.name) as staff`;
export const JOIN_STAFF = "join argosy.pos_staff p on p.organization_id = argosy.tenant() and p.id = s.staff_id";

/** Those who may sell now, as a register keeps them. */
export function sellingStaff(tx: Tx): Promise<StaffWithPin[]> {
  return tx.rows<StaffWithPin>(
    `select id, name, is_manager as "isManager", pin from argosy.pos_staff
     where organization_id = argosy.tenant() and is_active order by lower(name), id`,
  );
}

/** Throws HubError POS_STAFF_NOT_FOUND. */
export async function getStaff(tx: Tx, id: string): Promise<Staff> {
  const found = await tx.maybe<Staff>(`${ROW} and id = $1`, [id]);
  if (!found) throw notFound();
  return found;
}

const notFound = () => new HubError("POS_STAFF_NOT_FOUND", "not_found", "There is no such person.", "staffId");

/** Adds somebody. */
export async function createStaff(
  tx: Tx,
  input: { readonly name: string; readonly pin: string; readonly isManager?: boolean | undefined; readonly now: Date },
): Promise<Staff> {
  const id = newId(input.now);
  await tx.run(
    `insert into argosy.pos_staff (organization_id, id, name, pin, is_manager, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $5)`,
    [id, input.name, await hashPassword(input.pin), input.isManager ?? false, input.now],
  );
  return getStaff(tx, id);
}

/** Changes what is given; a new PIN ends a lock. Throws HubError POS_STAFF_NOT_FOUND. */
export async function changeStaff(
  tx: Tx,
  patch: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly pin?: string | undefined;
    readonly isManager?: boolean | undefined;
    readonly isActive?: boolean | undefined;
    readonly now: Date;
  },
): Promise<Staff> {
  const pin = patch.pin === undefined ? null : await hashPassword(patch.pin);
  const changed = await tx.run(
    `update argosy.pos_staff set name = coalesce($2, name), pin = coalesce($3, pin),
       is_manager = coalesce($4, is_manager), is_active = coalesce($5, is_active), updated_at = $6,
       wrong_pins = case when $3::text is null then wrong_pins else 0 end,
       locked_until = case when $3::text is null then locked_until end
     where organization_id = argosy.tenant() and id = $1`,
    [patch.id, patch.name ?? null, pin, patch.isManager ?? null, patch.isActive ?? null, patch.now],
  );
  if (changed === 0) throw notFound();
  return getStaff(tx, patch.id);
}

/**
 * Whether a PIN is somebody's. Wrong ones in a row lock them for five minutes. Throws HubError POS_STAFF_NOT_FOUND,
 * POS_PIN_LOCKED.
 */
export async function checkPin(
  tx: Tx,
  asked: { readonly id: string; readonly pin: string; readonly now: Date },
): Promise<boolean> {
  const { id, pin, now } = asked;
  const found = await tx.maybe<{ pin: string; lockedUntil: Date | null; wrong: number }>(
    `select pin, locked_until as "lockedUntil", wrong_pins as wrong from argosy.pos_staff
     where organization_id = argosy.tenant() and id = $1 and is_active for update`,
    [id],
  );
  if (!found) throw notFound();
  if (found.lockedUntil !== null && found.lockedUntil > now)
    throw new HubError("POS_PIN_LOCKED", "limit", "Too many wrong PINs. Wait five minutes.", "pin");
  const isRight = await verifyPassword({ hash: found.pin, password: pin });
  const wrong = isRight ? 0 : found.wrong + 1;
  const isLocked = wrong >= MOST_WRONG;
  await tx.run(
    `update argosy.pos_staff set wrong_pins = $2, locked_until = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, isLocked ? 0 : wrong, isLocked ? new Date(now.getTime() + LOCKED_MS) : null],
  );
  return isRight;
}
