import { createHash } from "node:crypto";
import type pg from "pg";
import type { Actor } from "../../commerce/actor.ts";
import { isUuid, type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { txOf } from "../../db/database.ts";
import { type Action, actionsOf, lowerRole, type Role, roleOf } from "./permissions.ts";

/** Someone who may act in an organization, and what exactly. */
export interface Access {
  readonly organization: OrganizationId;
  readonly role: Role;
  readonly actions: readonly Action[];
  readonly actor: Actor;
  readonly memberId: string;
  readonly userId: string;
}

/** Prefix of every API key, so that secret scanners recognise one. */
export const KEY_PREFIX = "argosy_";

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

interface MemberRow {
  readonly organization_id: string;
  readonly id: string;
  readonly role: string;
}

// Written at most once in this time: it is shown to people, not counted on.
const LAST_ACTIVE = "interval '5 minutes'";

/**
 * The access of a signed-in user: to the organization asked for, else the session's, else their oldest. Undefined when
 * they are no active member of it; a foreign or unknown organization looks the same.
 */
export async function accessOfUser(
  pool: pg.Pool,
  who: { userId: string; email: string; sessionId: string; asked?: string | undefined },
  now: Date,
): Promise<Access | undefined> {
  if (who.asked !== undefined && !isUuid(who.asked)) return undefined;
  const tx = txOf(pool);
  const [row] = await tx.rows<MemberRow & { stale: boolean }>(
    `select m.organization_id, m.id, m.role,
            m.last_active_at is null or m.last_active_at < $4::timestamptz - ${LAST_ACTIVE} as stale
     from auth.member m
     join argosy.organization o on o.organization_id = m.organization_id and o.deleted_at is null
     join auth."user" u on u."id" = m.user_id and u.deactivated_at is null
     left join auth.session s on s."id" = $2
     where m.user_id = $1 and m.active and ($3::uuid is null or m.organization_id = $3::uuid)
     order by m.organization_id = s.organization_id desc nulls last, m.created_at, m.id
     limit 1`,
    [who.userId, who.sessionId, who.asked ?? null, now],
  );
  if (!row) return undefined;
  if (row.stale)
    await tx.run("update auth.member set last_active_at = $3 where organization_id = $1 and id = $2", [
      row.organization_id,
      row.id,
      now,
    ]);
  const role = roleOf(row.role);
  return {
    organization: organizationId(row.organization_id),
    role,
    actions: actionsOf(role, {}),
    actor: { kind: "user", id: who.userId, name: who.email },
    memberId: row.id,
    userId: who.userId,
  };
}

interface KeyRow extends MemberRow {
  readonly name: string;
  readonly key_id: string;
  readonly user_id: string;
  readonly member_role: string;
  readonly actions: string[] | null;
  readonly stale: boolean;
}

/** The access an API key gives, or undefined when it is unknown, expired, revoked, or its maker is no active member. */
export async function accessOfKey(pool: pg.Pool, key: string, now: Date): Promise<Access | undefined> {
  if (!key.startsWith(KEY_PREFIX) || key.length > 200) return undefined;
  const tx = txOf(pool);
  const row = await tx.maybe<KeyRow>(
    `select k.organization_id, k.id as key_id, k.name, k.role, k.actions, m.id, m.user_id, m.role as member_role,
            k.last_used_at is null or k.last_used_at < $2::timestamptz - ${LAST_ACTIVE} as stale
     from auth.api_key k
     join auth.member m on m.organization_id = k.organization_id and m.id = k.member_id and m.active
     join auth."user" u on u."id" = m.user_id and u.deactivated_at is null
     join argosy.organization o on o.organization_id = k.organization_id and o.deleted_at is null
     where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
    [hashToken(key), now],
  );
  if (!row) return undefined;
  if (row.stale)
    await tx.run("update auth.api_key set last_used_at = $3 where organization_id = $1 and id = $2", [
      row.organization_id,
      row.key_id,
      now,
    ]);
  // A key made before its maker was demoted is no way around that.
  const given = roleOf(row.role);
  const maker = roleOf(row.member_role);
  return {
    organization: organizationId(row.organization_id),
    role: lowerRole(given, maker),
    actions: actionsOf(given, { only: row.actions, maker }),
    actor: { kind: "api_key", id: row.key_id, name: row.name },
    memberId: row.id,
    userId: row.user_id,
  };
}
