import { randomBytes } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import { txOf } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Access, hashToken, KEY_PREFIX } from "./access.ts";
import { endStreams } from "./entry.ts";
import { type Action, actions, actionsOf, type Role, reaches, roles } from "./permissions.ts";

export const apiKeySchema = z.object({
  id,
  name: z.string(),
  start: z.string().describe("the key's first characters"),
  role: z.enum(roles),
  actions: z.array(z.enum(actions)).nullable().describe("null: everything the role may"),
  createdBy: z.string(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  createdAt: time,
});

export type ApiKey = Answered<typeof apiKeySchema>;

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  readonly actions?: readonly Action[] | undefined;
  readonly expiresAt?: Date | undefined;
  readonly now: Date;
  /** Most that work in an organization at one time. */
  readonly most: number;
}

/**
 * Makes a key of 256 random bits; the key itself is returned once and kept only as its hash. Throws HubError forbidden
 * when it could do more than its maker, API_KEY_LIMIT when there are too many, validation when it expires in the past or names an action outside its role.
 */
export async function createApiKey(pool: pg.Pool, access: Access, input: NewApiKey): Promise<ApiKey & { key: string }> {
  const requested = actionsOf(input.role, { only: input.actions ?? null });
  if (!reaches(access, input.role) || !requested.every((action) => access.actions.includes(action)))
    throw new HubError("API_KEY_ABOVE", "forbidden", "A key cannot do more than the one who makes it.", "role");
  if (input.actions && requested.length < new Set(input.actions).size)
    throw new HubError("API_KEY_ACTIONS", "validation", `The role ${input.role} may not do all of these.`, "actions");
  if (input.expiresAt && input.expiresAt <= input.now)
    throw new HubError("API_KEY_EXPIRY", "validation", "The expiry has to be in the future.", "expiresAt");
  const key = KEY_PREFIX + randomBytes(32).toString("base64url");
  const row = await txOf(pool).maybe<Omit<ApiKey, "createdBy">>(
    `insert into auth.api_key (organization_id, name, start, key_hash, member_id, role, actions, expires_at, created_at)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where (select count(*) from auth.api_key
       where organization_id = $1 and revoked_at is null and (expires_at is null or expires_at > $9)) < $10
     returning ${columns("", "id name start role actions expiresAt lastUsedAt revokedAt createdAt")}`,
    [
      access.organization,
      input.name,
      key.slice(0, KEY_PREFIX.length + 6),
      hashToken(key),
      access.memberId,
      input.role,
      input.actions ?? null,
      input.expiresAt ?? null,
      input.now,
      input.most,
    ],
  );
  if (!row) throw new HubError("API_KEY_LIMIT", "limit", message("refused.apiKeys", { most: input.most }));
  return { ...row, createdBy: access.actor.name, key };
}

/** Every key, newest first, never the key itself. */
export async function listApiKeys(pool: pg.Pool, organization: OrganizationId): Promise<ApiKey[]> {
  return txOf(pool).rows(
    `select k.id, k.name, k.start, k.role, k.actions, u."email" as "createdBy", ${columns("k", "expiresAt")},
    ${columns("k", "lastUsedAt revokedAt createdAt")}
     from auth.api_key k
     join auth.member m on m.organization_id = k.organization_id and m.id = k.member_id
     join auth."user" u on u."id" = m.user_id
     where k.organization_id = $1 order by k.created_at desc, k.id`,
    [organization],
  );
}

/** Ends a key at once; again is harmless. Throws HubError not_found. */
export async function revokeApiKey(pool: pg.Pool, organization: OrganizationId, id: string, now: Date): Promise<void> {
  const changed = await txOf(pool).run(
    "update auth.api_key set revoked_at = coalesce(revoked_at, $3) where organization_id = $1 and id = $2",
    [organization, id, now],
  );
  if (changed === 0) throw new HubError("API_KEY_NOT_FOUND", "not_found", "There is no such API key.");
  await endStreams(txOf(pool), id);
}
