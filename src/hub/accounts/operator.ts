/** Who runs the hub, and how they prove it: with a token that only who reads the hub's own output knows (decision 90). */
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { type Database, transaction, txOf } from "../../db/database.ts";
import { type OperatorAct, recordHubAudit } from "../audit/operator-actions.ts";
import { HubError } from "../errors.ts";
import { hashToken } from "./access.ts";

/** Long enough to finish a set-up another day; a new start of the hub gives another. */
const VALID_MS = 7 * 86_400_000;

/** Whether a person runs the hub: proved, and among the addresses where some are named. */
export function isOperator(
  user: { readonly email: string; readonly isProved: boolean },
  emails: readonly string[],
): boolean {
  return user.isProved && (emails.length === 0 || emails.includes(user.email.toLowerCase()));
}

/** A new token while somebody who should run the hub has not proved it yet; null when nobody is missing. */
export async function offerSetup(pool: pg.Pool, emails: readonly string[], now: Date): Promise<string | null> {
  return transaction(pool, async (tx) => {
    const { missing } = await tx.one<{ missing: boolean }>(
      `select case when cardinality($1::text[]) = 0
         then not exists (select from auth."user" where is_operator and deactivated_at is null)
         else exists (select from unnest($1::text[]) as named (email)
           where not exists (select from auth."user"
             where lower("email") = named.email and is_operator)) end as missing`,
      [emails],
    );
    await tx.run("delete from auth.setup_token where not $1 or expires_at <= $2", [missing, now]);
    if (!missing) return null;
    const token = randomBytes(32).toString("base64url");
    await tx.run("insert into auth.setup_token (token_hash, expires_at) values ($1, $2)", [
      hashToken(token),
      new Date(now.getTime() + VALID_MS),
    ]);
    return token;
  });
}

async function isSetupToken(pool: pg.Pool, token: string, now: Date): Promise<boolean> {
  const row = await txOf(pool).maybe("select 1 from auth.setup_token where token_hash = $1 and expires_at > $2", [
    hashToken(token),
    now,
  ]);
  return row !== undefined;
}

/** Makes the one who acts an operator; the token is used up. Throws HubError forbidden. */
export async function becomeOperator(
  db: Pick<Database, "operator">,
  act: OperatorAct,
  input: { readonly email: string; readonly token: string; readonly emails: readonly string[] },
): Promise<void> {
  if (!isOperator({ email: input.email, isProved: true }, input.emails))
    throw new HubError(
      "SETUP_OTHER",
      "forbidden",
      "This hub names who runs it (OPERATOR_EMAILS), and your address is not among them.",
    );
  await db.operator(async (tx) => {
    const used = await tx.run("delete from auth.setup_token where token_hash = $1 and expires_at > $2", [
      hashToken(input.token),
      act.now,
    ]);
    if (used === 0)
      throw new HubError(
        "SETUP_TOKEN",
        "forbidden",
        "This link is not valid any more. Start the hub again: it prints a new one.",
      );
    await tx.run('update auth."user" set is_operator = true where "id" = $1', [act.actor.id]);
    await recordHubAudit(tx, act, {
      action: "operator.proved",
      targetKind: "user",
      targetId: act.actor.id,
      details: { email: input.email },
    });
  });
}

/** "proved": anybody, once the link mailed to their address is opened. "open": anybody, at once. */
export type SignUpMode = "open" | "proved" | "invited" | "off";

const NEEDS = {
  off: { code: "SIGN_UP_OFF", text: "New accounts are switched off here. Ask whoever runs this hub." },
  invited: {
    code: "SIGN_UP_INVITED",
    text: "New accounts need an invitation here. Open the link of yours, and use the address it was sent to.",
  },
  proved: {
    code: "SIGN_UP_PROOF",
    text: "Prove first that the address is yours: ask for a link to it, and open the link.",
  },
  open: { code: "SIGN_UP_UNPROVED", text: "No link is needed here. Make the account at once." },
} as const;

/** Why nobody is mailed a link to sign up with; null where that is how people sign up. */
export const signUpLinkRefused = (mode: SignUpMode) => (mode === "proved" ? null : NEEDS[mode]);

/** Why somebody may not make an account; null when they may. A setup link lets its reader in whatever the mode. */
export async function signUpRefused(
  pool: pg.Pool,
  mode: SignUpMode,
  who: {
    readonly email: string;
    readonly setup: string | undefined;
    readonly invitation: string | undefined;
    /** They read the mail of the address. */
    readonly isProved: boolean;
    readonly now: Date;
  },
): Promise<{ readonly code: string; readonly text: string } | null> {
  if (mode === "open" || (who.setup !== undefined && (await isSetupToken(pool, who.setup, who.now)))) return null;
  if (mode === "off") return NEEDS.off;
  if (mode === "proved" && who.isProved) return null;
  const invited =
    who.invitation !== undefined &&
    (await txOf(pool).maybe(
      `select 1 from auth.invitation where token_hash = $1 and lower(email) = lower($2) and accepted_at is null
         and cancelled_at is null and expires_at > $3`,
      [hashToken(who.invitation), who.email, who.now],
    )) !== undefined;
  return invited ? null : NEEDS[mode];
}
