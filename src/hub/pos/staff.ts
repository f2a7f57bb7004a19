/** Who sells at registers: a name and a PIN. */

import { hashPassword, verifyPassword } from "better-auth/crypto";
import { z } from "zod";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { createWorkSlots } from "../work-slots.ts";

/** With what checks a PIN without network: "salt:key" of scrypt (N 16384, r 16, p 1, 64 bytes; the salt as text). */
export const staffWithPinSchema = z.object({ id, name: z.string(), isManager: z.boolean(), pin: z.string() });

export type StaffWithPin = Answered<typeof staffWithPinSchema>;

export const staffSchema = z
  .object({
    id,
    name: z.string(),
    isManager: z.boolean(),
    isActive: z.boolean(),
    lockedUntil: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "RegisterStaff", description: "A person who sells at registers" });

export type Staff = Answered<typeof staffSchema>;

// Four digits are 10,000 tries: at five in five minutes that is a week.
const MOST_WRONG = 5;
const LOCKED_MS = 5 * 60_000;

const ROW = `
  select ${columns("", "id name isManager isActive lockedUntil createdAt updatedAt")}
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
    `select ${columns("", "id name isManager pin")} from argosy.pos_staff
     where organization_id = argosy.tenant() and is_active order by lower(name), id`,
  );
}

/** Throws HubError POS_STAFF_NOT_FOUND. */
export async function getStaff(tx: Tx, id: string): Promise<Staff> {
  const found = await tx.maybe<Staff>(`${ROW} and id = $1`, [id]);
  if (!found) throw notFound();
  return found;
}

const notFound = () => refusal("POS_STAFF_NOT_FOUND", "staffId");

/** Six digits are a hundred times as many as four: a register keeps what checks a PIN, and a manager may do more. */
const MANAGER_PIN = /^\d{6,}$/;

/** A tenth of a second of a core each: one organization makes one at a time, so that it does not take all of them. */
const hashing = createWorkSlots({
  most: 2,
  line: 40,
  busy: () => new HubError("TOO_MANY_ATTEMPTS", "busy", "Too many PINs are being checked. Try again a little later."),
});

async function inOrder<T>(organization: string, work: () => Promise<T>): Promise<T> {
  const leave = await hashing.take(organization);
  try {
    return await work();
  } finally {
    leave();
  }
}

/** A PIN as it is kept. It takes a tenth of a second: make it before a transaction begins. */
export const hashPin = (organization: string, pin: string): Promise<string> =>
  inOrder(organization, () => hashPassword(pin));

/** Throws HubError POS_PIN_SHORT. */
export function requireManagerPin(pin: string | undefined): void {
  if (pin === undefined || !MANAGER_PIN.test(pin))
    throw new HubError(
      "POS_PIN_SHORT",
      "validation",
      "A manager's PIN has six to eight digits. Choose a new one.",
      "pin",
    );
}

interface NewStaff {
  readonly name: string;
  readonly pinHash: string;
  readonly isManager?: boolean | undefined;
  readonly now: Date;
}

/** Adds somebody. */
export async function createStaff(tx: Tx, { name, pinHash, isManager = false, now }: NewStaff): Promise<Staff> {
  const id = newId(now);
  await tx.run(
    `insert into argosy.pos_staff (organization_id, id, name, pin, is_manager, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $5)`,
    [id, name, pinHash, isManager, now],
  );
  return getStaff(tx, id);
}

interface StaffPatch {
  readonly id: string;
  readonly name?: string | undefined;
  readonly pin?: string | undefined;
  readonly pinHash?: string | undefined;
  readonly isManager?: boolean | undefined;
  readonly isActive?: boolean | undefined;
  readonly now: Date;
}

/** Changes what is given; a new PIN ends a lock. Throws HubError POS_STAFF_NOT_FOUND, POS_PIN_SHORT. */
export async function changeStaff(tx: Tx, patch: StaffPatch): Promise<Staff> {
  await tx.maybe("select 1 from argosy.pos_staff where organization_id = argosy.tenant() and id = $1 for update", [
    patch.id,
  ]);
  const before = await getStaff(tx, patch.id);
  const isManager = patch.isManager ?? before.isManager;
  if (isManager && (patch.pin !== undefined || !before.isManager)) requireManagerPin(patch.pin);
  await tx.run(
    `update argosy.pos_staff set name = coalesce($2, name), pin = coalesce($3, pin),
       is_manager = coalesce($4, is_manager), is_active = coalesce($5, is_active), updated_at = $6,
       wrong_pins = case when $3::text is null then wrong_pins else 0 end,
       locked_until = case when $3::text is null then locked_until end
     where organization_id = argosy.tenant() and id = $1`,
    [
      ...[patch.id, patch.name ?? null, patch.pinHash ?? null, patch.isManager ?? null],
      ...[patch.isActive ?? null, patch.now],
    ],
  );
  return getStaff(tx, patch.id);
}

interface StaffRequest {
  readonly organization: string;
  readonly id: string;
  readonly pin: string;
  readonly now: Date;
}

/**
 * Whether a PIN is somebody's. Wrong ones in a row lock them for five minutes. Nothing is held while it is checked: each
 * try counts as wrong before, so that many at once are no more tries than one after the other. Throws HubError
 * POS_STAFF_NOT_FOUND, POS_PIN_LOCKED.
 */
export async function checkPin(
  inside: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  requested: StaffRequest,
): Promise<boolean> {
  const stored = await inside((tx) => takeTry(tx, requested));
  const isRight = await inOrder(requested.organization, () =>
    verifyPassword({ hash: stored, password: requested.pin }),
  );
  // A PIN that was changed meanwhile has ended the count itself.
  if (isRight)
    await inside((tx) =>
      tx.run(
        `update argosy.pos_staff set wrong_pins = 0, locked_until = null
         where organization_id = argosy.tenant() and id = $1 and pin = $2`,
        [requested.id, stored],
      ),
    );
  return isRight;
}

/** What the PIN is checked against. */
async function takeTry(tx: Tx, { id, now }: StaffRequest): Promise<string> {
  const taken = await tx.maybe<{ pin: string }>(
    `update argosy.pos_staff set
       locked_until = case when wrong_pins + 1 >= $2 then $4::timestamptz end,
       wrong_pins = case when wrong_pins + 1 >= $2 then 0 else wrong_pins + 1 end
     where organization_id = argosy.tenant() and id = $1 and is_active and (locked_until is null or locked_until <= $3)
     returning pin`,
    [id, MOST_WRONG, now, new Date(now.getTime() + LOCKED_MS)],
  );
  if (taken) return taken.pin;
  const { isActive } = await getStaff(tx, id);
  if (!isActive) throw notFound();
  throw new HubError("POS_PIN_LOCKED", "limit", "Too many wrong PINs. Wait five minutes.", "pin");
}
