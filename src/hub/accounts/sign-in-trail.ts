/** What happened to an account is told to each organization it belongs to, in that organization's trail. */
import type { Actor } from "../../commerce/actor.ts";
import { organizationId } from "../../commerce/ids.ts";
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

/** An account of no organization, or of none at all, leaves no entry: there is nobody to read it. */
export async function recordSignIn(
  db: Pick<Database, "auth" | "tenant">,
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
  for (const { organization, user, email: name } of found) {
    const actor: Actor = { kind: "user", id: user, name };
    await db.tenant(organizationId(organization), (tx) =>
      recordAudit(tx, { actor, action, targetKind: "user", targetId: user, details: { address }, requestId, now }),
    );
  }
}
