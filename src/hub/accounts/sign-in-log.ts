/** What happened to an account is told to each organization it belongs to, in that organization's trail. */
import type { Actor } from "../../commerce/actor.ts";
import { organizationId } from "../../commerce/ids.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { type Database, txOf } from "../../db/database.ts";
import { recordAudit } from "../audit/audit.ts";

export const SIGN_IN_ACTIONS = [
  "sign-in.done",
  "sign-in.refused",
  "sign-out.done",
  "password.changed",
  "password.reset",
  "second-factor.enabled",
  "second-factor.disabled",
  "second-factor.new_codes",
  "second-factor.refused",
  "passkey.added",
  "passkey.removed",
] as const;
export type SignInAction = (typeof SIGN_IN_ACTIONS)[number];

export interface SignInEvent {
  readonly action: SignInAction;
  readonly email: string;
  /** The caller's. */
  readonly address: string;
}

interface Entry {
  readonly organization: string;
  readonly user: string;
  readonly email: string;
  readonly action: string;
  readonly address: string;
  readonly requestId: string;
  readonly at: Date;
}

type Trails = Pick<Database, "auth" | "tenant">;

/**
 * An account of no organization, or of none at all, leaves no entry: there is nobody to read it. One for an organization
 * whose place cannot be reached waits beside the account: nobody is kept from signing in.
 */
export async function recordSignIn(
  db: Trails,
  { action, email, address }: SignInEvent,
  { requestId, now }: { readonly requestId: string; readonly now: Date },
): Promise<void> {
  const found = await txOf(db.auth).rows<{ organization: string; user: string; email: string }>(
    `select m.organization_id as organization, u."id" as "user", u."email" as email
     from auth."user" u join auth.member m on m.user_id = u."id" and m.active
     join argosy.organization o on o.organization_id = m.organization_id and o.deleted_at is null
     where u."email" = lower($1) order by m.organization_id`,
    [email],
  );
  for (const whose of found) {
    const entry: Entry = { ...whose, action, address, requestId, at: now };
    try {
      await write(db, entry);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      await txOf(db.auth).run(
        `insert into auth.waiting_trail (organization_id, user_id, action, address, request_id, at)
         values ($1, $2, $3, $4, $5, $6)`,
        [entry.organization, entry.user, action, address, requestId, now],
      );
    }
  }
}

const write = (db: Trails, { organization, user, email, action, address, requestId, at }: Entry): Promise<void> =>
  db.tenant(organizationId(organization), async (tx) => {
    const actor: Actor = { kind: "user", id: user, name: email };
    await recordAudit(tx, {
      actor,
      action,
      targetKind: "user",
      targetId: user,
      details: { address },
      requestId,
      now: at,
    });
  });

/** By a process that ended before it removed the entry. */
const isWritten = (db: Trails, { organization, action, requestId, at }: Entry): Promise<boolean> =>
  db.tenant(organizationId(organization), async (tx) => {
    const rows = await tx.rows(
      `select 1 from audit
       where organization_id = argosy.tenant() and at = $1 and request_id = $2 and action = $3 limit 1`,
      [at, requestId, action],
    );
    return rows.length > 0;
  });

/** More is written the next time. */
const AT_ONCE = 200;

/** Writes entries that waited; those whose organization is still away go on waiting. */
export async function writeWaitingSignIns(db: Trails): Promise<void> {
  const auth = txOf(db.auth);
  const waiting = await auth.rows<Entry & { readonly id: string; readonly isOpen: boolean }>(
    `select w.organization_id as organization, w.id, w.user_id as "user", u."email" as email, w.action, w.address,
       w.request_id as "requestId", w.at, o.organization_id is not null as "isOpen"
     from auth.waiting_trail w join auth."user" u on u."id" = w.user_id
     left join argosy.organization o on o.organization_id = w.organization_id and o.deleted_at is null
     order by w.at, w.id limit ${AT_ONCE}`,
  );
  const away = new Set<string>();
  for (const { id, isOpen, ...entry } of waiting) {
    if (away.has(entry.organization)) continue;
    try {
      if (isOpen && !(await isWritten(db, entry))) await write(db, entry);
      await auth.run("delete from auth.waiting_trail where organization_id = $1 and id = $2", [entry.organization, id]);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      away.add(entry.organization);
    }
  }
}
