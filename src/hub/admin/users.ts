import { z } from "zod";
import type { Database, Tx } from "../../db/database.ts";
import { endStreams } from "../accounts/entry.ts";
import { type Answered, time } from "../answer-schemas.ts";
import { type OperatorAct, recordHubAudit } from "../audit/operator-actions.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced, up } from "../sorting.ts";

export const hubUserSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    organizations: z.int().describe("they are an active member of"),
    lastActiveAt: time.nullable(),
    deactivatedAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: "AdminUser" });

export type HubUser = Answered<typeof hubUserSchema>;

const SELECT = `select u."id" as id, u."name" as name, u."email" as email, m.organizations, m."lastActiveAt",
    u.deactivated_at as "deactivatedAt", u."createdAt"`;
const FROM = `from auth."user" u
  cross join lateral (select count(*) filter (where active)::int as organizations, max(last_active_at) as "lastActiveAt"
    from auth.member where user_id = u."id") as m`;

// An address stands once.
const SORTS = { email: up(['u."email"', "text"]), lastEmail: down(['u."email"', "text"]) } as const;
export type UserSort = keyof typeof SORTS;
export const userSorts = ["email", "lastEmail"] as const satisfies readonly UserSort[];

/** People who can sign in, in the order of their addresses, from either end. */
export async function listUsers(
  tx: Tx,
  filter: PageRequest & { readonly search?: string | undefined; readonly sort?: UserSort | undefined },
): Promise<Page<HubUser>> {
  const params: unknown[] = [filter.search ? containing(storableText(filter.search)) : null];
  const by = sortedPage(SORTS[filter.sort ?? "email"], filter, params);
  const rows = await by.rows<Placed<HubUser>>(
    tx,
    `${SELECT}, ${by.place}
     ${FROM}
     where ($1::text is null or u."email" ilike $1 or u."name" ilike $1)
       ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Ends all sessions of a person and their API keys' use, in every organization. Throws HubError not_found, conflict. */
export async function deactivateUser(db: Database, act: OperatorAct, userId: string): Promise<HubUser> {
  if (act.actor.id === userId)
    throw new HubError("USER_SELF", "conflict", "You cannot switch off your own account. Ask another operator.");
  return change(db, act, userId, "user.deactivated", async (tx) => {
    await tx.run('update auth."user" set deactivated_at = coalesce(deactivated_at, $2) where "id" = $1', [
      userId,
      act.now,
    ]);
    await tx.run('delete from auth.session where "userId" = $1', [userId]);
    await endStreams(tx, userId);
  });
}

/** Lets them sign in again; their roles and keys are as they were. Throws HubError not_found. */
export async function reactivateUser(db: Database, act: OperatorAct, userId: string): Promise<HubUser> {
  return change(db, act, userId, "user.reactivated", async (tx) => {
    await tx.run('update auth."user" set deactivated_at = null where "id" = $1', [userId]);
  });
}

async function change(
  db: Database,
  act: OperatorAct,
  userId: string,
  action: string,
  work: (tx: Tx) => Promise<void>,
): Promise<HubUser> {
  return db.operator(async (tx) => {
    await work(tx);
    const user = await tx.maybe<HubUser>(`${SELECT} ${FROM} where u."id" = $1`, [userId]);
    if (!user) throw new HubError("USER_NOT_FOUND", "not_found", "There is no such user.");
    await recordHubAudit(tx, act, { action, targetKind: "user", targetId: userId, details: { email: user.email } });
    return user;
  });
}
