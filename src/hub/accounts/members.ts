import type pg from "pg";
import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { type Tx, transaction, txOf } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import type { Access } from "./access.ts";
import { endStreams } from "./entry.ts";
import { mayGive, type Role, roleOf, roles, rolesBeyond } from "./permissions.ts";

export const memberSchema = z.object({
  id,
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  active: z.boolean(),
  lastActiveAt: time.nullable(),
  createdAt: time,
});

export type Member = Answered<typeof memberSchema>;

const SELECT = `select m.id, m.user_id as "userId", u."name" as name, u."email" as email, m.role, m.active,
  m.last_active_at as "lastActiveAt", m.created_at as "createdAt"
  from auth.member m join auth."user" u on u."id" = m.user_id`;

/** Every member, oldest first. */
export async function listMembers(pool: pg.Pool, organization: OrganizationId): Promise<Member[]> {
  return txOf(pool).rows(`${SELECT} where m.organization_id = $1 order by m.created_at, m.id`, [organization]);
}

/** Refuses when as many members as the plan allows are there already. Takes the organization's row lock. */
export async function checkMemberLimit(tx: Tx, organization: OrganizationId): Promise<void> {
  const { most, now } = await tx.one<{ most: number | null; now: number }>(
    `select (plan->>'members')::int as most,
       (select count(*)::int from auth.member m where m.organization_id = o.organization_id and m.active) as now
     from argosy.organization o where organization_id = $1 for update`,
    [organization],
  );
  if (most !== null && now >= most)
    throw new HubError("MEMBER_LIMIT", "limit", message("refused.planMembers", { count: most }));
}

/**
 * Changes a member's role or switches them off or on. Off ends their sessions here, their event streams and their API keys
 * at once; a lower role ends sessions, streams and the keys that reach above it. Throws HubError not_found, forbidden (nobody reaches above themselves), conflict (an organization keeps an owner), limit.
 */
export async function changeMember(
  pool: pg.Pool,
  access: Access,
  input: { memberId: string; role?: Role | undefined; active?: boolean | undefined; now: Date },
): Promise<Member> {
  return transaction(pool, async (tx) => {
    const member = await lockedMember(tx, access.organization, input.memberId);
    checkReach(access, member, input.role);
    const role = input.role ?? member.role;
    const active = input.active ?? member.active;
    if (active && !member.active) await checkMemberLimit(tx, access.organization);
    if (member.role === "owner" && (role !== "owner" || !active)) await checkOtherOwner(tx, access, member.id);
    await tx.run("update auth.member set role = $3, active = $4 where organization_id = $1 and id = $2", [
      access.organization,
      member.id,
      role,
      active,
    ]);
    const { organization } = access;
    const isDemoted = rolesBeyond(role).includes(member.role);
    if (!active) await endEntry(tx, { organization, member, roles, now: input.now });
    else if (isDemoted) await endEntry(tx, { organization, member, roles: rolesBeyond(role), now: input.now });
    return { ...member, role, active };
  });
}

/** Removes a member for good, with their keys. Errors as for `changeMember`. */
export async function removeMember(pool: pg.Pool, access: Access, memberId: string, now: Date): Promise<void> {
  await transaction(pool, async (tx) => {
    const member = await lockedMember(tx, access.organization, memberId);
    checkReach(access, member, undefined);
    if (member.role === "owner") await checkOtherOwner(tx, access, member.id);
    await endEntry(tx, { organization: access.organization, member, roles, now });
    await tx.run("delete from auth.member where organization_id = $1 and id = $2", [access.organization, member.id]);
  });
}

async function lockedMember(tx: Tx, organization: OrganizationId, memberId: string): Promise<Member> {
  const member = await tx.maybe<Member>(`${SELECT} where m.organization_id = $1 and m.id = $2 for update of m`, [
    organization,
    memberId,
  ]);
  if (!member) throw refusal("MEMBER_NOT_FOUND");
  return { ...member, role: roleOf(member.role) };
}

function checkReach(access: Access, member: Member, role: Role | undefined): void {
  if (!mayGive(access, member.role) || (role !== undefined && !mayGive(access, role)))
    throw new HubError(
      "MEMBER_ABOVE",
      "forbidden",
      `As ${access.role} you cannot change or make a member of that role.`,
    );
}

async function checkOtherOwner(tx: Tx, access: Access, memberId: string): Promise<void> {
  // Two owners who leave at the same moment wait for each other here.
  await tx.run("select 1 from argosy.organization where organization_id = $1 for update", [access.organization]);
  const others = await tx.rows(
    "select 1 from auth.member where organization_id = $1 and role = 'owner' and active and id <> $2",
    [access.organization, memberId],
  );
  if (others.length === 0)
    throw new HubError("LAST_OWNER", "conflict", "An organization needs an owner. Make someone else owner first.");
}

/** Ends what a member came in with: sessions, streams, and their keys of these roles. */
async function endEntry(
  tx: Tx,
  {
    organization,
    member,
    roles: ended,
    now,
  }: {
    readonly organization: OrganizationId;
    readonly member: Member;
    readonly roles: readonly Role[];
    readonly now: Date;
  },
): Promise<void> {
  await tx.run(
    `update auth.api_key
     set revoked_at = $3
     where organization_id = $1 and member_id = $2 and revoked_at is null and role = any ($4::text[])`,
    [organization, member.id, now, ended],
  );
  await endStreams(tx, member.id);
  // Someone who also works elsewhere stays signed in there; every request asks for the membership anew.
  await tx.run(
    `delete from auth.session where "userId" = $2 and (organization_id = $1 or not exists (
       select from auth.member m where m.user_id = $2 and m.active and m.organization_id <> $1))`,
    [organization, member.userId],
  );
}
