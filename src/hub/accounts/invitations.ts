import { randomBytes } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import { type Tx, transaction, txOf } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Access, hashToken } from "./access.ts";
import { checkMemberLimit } from "./members.ts";
import { mayGive, type Role, roles } from "./permissions.ts";

export const invitationSchema = z.object({
  id,
  email: z.string(),
  role: z.enum(roles),
  invitedBy: z.string(),
  expiresAt: time,
  createdAt: time,
});

export type Invitation = Answered<typeof invitationSchema>;

const COLUMNS = `${columns("", "id email role invitedBy expiresAt createdAt")}`;
const VALID_MS = 7 * 86_400_000;
const OPEN = "accepted_at is null and cancelled_at is null";

const DAY_MS = 86_400_000;
/** In a day, from all organizations together. */
const MOST_TO_ONE = 3;

export interface NewInvitation {
  readonly email: string;
  readonly role: Role;
  readonly now: Date;
  /** Most that an organization sends in a day. */
  readonly mostADay: number;
}

/**
 * Invites by e-mail; a new invitation replaces an open one of the same address. The token is shown once, in the link.
 * Throws HubError forbidden, conflict, and INVITATION_LIMIT when the organization, or the one invited, had enough today.
 */
export async function invite(
  pool: pg.Pool,
  access: Access,
  input: NewInvitation,
): Promise<Invitation & { token: string }> {
  if (!mayGive(access, input.role))
    throw new HubError(
      "INVITATION_ABOVE",
      "forbidden",
      `As ${access.role} you cannot invite a member of that role.`,
      "role",
    );
  const token = randomBytes(32).toString("base64url");
  return transaction(pool, async (tx) => {
    await checkMemberLimit(tx, access.organization);
    await checkDay(tx, access.organization, input);
    const members = await tx.rows(
      `select 1 from auth.member m join auth."user" u on u."id" = m.user_id
       where m.organization_id = $1 and lower(u."email") = lower($2)`,
      [access.organization, input.email],
    );
    if (members.length > 0)
      throw new HubError(
        "INVITATION_MEMBER",
        "conflict",
        message("refused.memberAlready", { email: input.email }),
        "email",
      );
    await tx.run(
      `update auth.invitation
       set cancelled_at = $3
       where organization_id = $1 and lower(email) = lower($2) and ${OPEN}`,
      [access.organization, input.email, input.now],
    );
    const invitation = await tx.one<Invitation>(
      `insert into auth.invitation (organization_id, email, role, token_hash, invited_by, expires_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
      [
        access.organization,
        input.email,
        input.role,
        hashToken(token),
        access.actor.name,
        new Date(input.now.getTime() + VALID_MS),
        input.now,
      ],
    );
    return { ...invitation, token };
  });
}

/** Counts what was sent, withdrawn or not; under the organization's row lock (`checkMemberLimit`). */
async function checkDay(tx: Tx, organization: OrganizationId, { email, now, mostADay }: NewInvitation): Promise<void> {
  const since = new Date(now.getTime() - DAY_MS);
  const { sent, received } = await tx.one<{ sent: number; received: number }>(
    `select (select count(*)::int from auth.invitation where organization_id = $1 and created_at > $3) as sent,
       (select count(*)::int from auth.invitation where lower(email) = lower($2) and created_at > $3) as received`,
    [organization, email, since],
  );
  if (sent >= mostADay || received >= MOST_TO_ONE)
    throw new HubError(
      "INVITATION_LIMIT",
      "busy",
      sent >= mostADay
        ? "This organization has sent all the invitations of a day. Go on tomorrow."
        : "This address was invited several times today. Try again tomorrow, or hand over the link you have.",
      "email",
    );
}

/** Who invites: the person, also behind a key. */
export async function inviterOf(pool: pg.Pool, access: Access): Promise<{ email: string; isProved: boolean }> {
  return txOf(pool).one('select "email" as email, "emailVerified" as "isProved" from auth."user" where "id" = $1', [
    access.userId,
  ]);
}

/** Open invitations, newest first. */
export async function listInvitations(pool: pg.Pool, organization: OrganizationId, now: Date): Promise<Invitation[]> {
  return txOf(pool).rows(
    `select ${COLUMNS} from auth.invitation where organization_id = $1 and ${OPEN} and expires_at > $2
     order by created_at desc, id`,
    [organization, now],
  );
}

/** Throws HubError not_found. */
export async function cancelInvitation(pool: pg.Pool, access: Access, id: string, now: Date): Promise<void> {
  const changed = await txOf(pool).run(
    `update auth.invitation set cancelled_at = $3 where organization_id = $1 and id = $2 and ${OPEN}`,
    [access.organization, id, now],
  );
  if (changed === 0) throw new HubError("INVITATION_NOT_FOUND", "not_found", "There is no such open invitation.");
}

/** What a link invites to, for the person who opened it. Throws HubError not_found. */
export async function previewInvitation(
  pool: pg.Pool,
  token: string,
  now: Date,
): Promise<{ organization: string; email: string; role: Role; invitedBy: string; expiresAt: Date }> {
  const row = await txOf(pool).maybe<{
    organization: string;
    email: string;
    role: Role;
    invitedBy: string;
    expiresAt: Date;
  }>(
    `select o.name as organization, ${columns("i", "email role invitedBy expiresAt")}
     from auth.invitation i join argosy.organization o on o.organization_id = i.organization_id and o.deleted_at is null
     where i.token_hash = $1 and i.accepted_at is null and i.cancelled_at is null and i.expires_at > $2`,
    [hashToken(token), now],
  );
  return row ?? refuse();
}

function refuse(): never {
  throw new HubError("INVITATION_NOT_FOUND", "not_found", "This invitation is not valid any more. Ask for a new one.");
}

/** Makes the signed-in user a member; the invitation has to be for their address. Throws HubError not_found, forbidden, limit. */
export async function acceptInvitation(
  pool: pg.Pool,
  user: { id: string; email: string },
  input: { token: string; now: Date },
): Promise<{ organization: OrganizationId; role: Role }> {
  return transaction(pool, async (tx) => {
    const row = await tx.maybe<{ organization: OrganizationId; id: string; email: string; role: Role }>(
      `select organization_id as organization, id, email, role from auth.invitation
       where token_hash = $1 and ${OPEN} and expires_at > $2 for update`,
      [hashToken(input.token), input.now],
    );
    if (!row) return refuse();
    if (row.email.toLowerCase() !== user.email.toLowerCase())
      throw new HubError("INVITATION_OTHER", "forbidden", message("refused.invitationOther", { email: row.email }));
    await checkMemberLimit(tx, row.organization);
    await tx.run(
      `insert into auth.member (organization_id, user_id, role, created_at) values ($1, $2, $3, $4)
       on conflict (organization_id, user_id) do nothing`,
      [row.organization, user.id, row.role, input.now],
    );
    await tx.run("update auth.invitation set accepted_at = $3 where organization_id = $1 and id = $2", [
      row.organization,
      row.id,
      input.now,
    ]);
    return { organization: row.organization, role: row.role };
  });
}
