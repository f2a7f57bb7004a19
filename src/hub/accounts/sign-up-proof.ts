/**
 * Where anybody may sign up, a link mailed to the address comes first. Until it is opened nothing differs between an
 * address that has an account and one that has none: not the answer, nor how long it takes.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import type pg from "pg";
import { z } from "zod";
import { txOf } from "../../db/database.ts";
import { deriveSecret, type Keys } from "../../db/keys.ts";
import type { SendMail } from "./mail.ts";

const VALID_MS = 24 * 3_600_000;

export interface SignUpProofs {
  /** Says that its holder reads the mail of the address; nothing has to be kept for it. */
  tokenFor(email: string, now: Date): string;
  holds(token: string, email: string, now: Date): boolean;
}

/** Proofs made with the current key; those of retired keys still hold. */
export function signUpProofs(keys: Pick<Keys, "current" | "previous">): SignUpProofs {
  const secrets = [keys.current, ...keys.previous].map((key) => deriveSecret(key, "sign-up proof"));
  const macs = (email: string, until: string) =>
    secrets.map((secret) => createHmac("sha256", secret).update(`${until} ${email.trim().toLowerCase()}`).digest());
  return {
    tokenFor(email, now) {
      const until = (now.getTime() + VALID_MS).toString(36);
      return `${until}.${macs(email, until)[0]?.toString("base64url")}`;
    },
    holds(token, email, now) {
      const [until = "", text = ""] = token.split(".");
      const mac = Buffer.from(text, "base64url");
      const isOurs = macs(email, until).some((each) => each.length === mac.length && timingSafeEqual(each, mac));
      return isOurs && Number.parseInt(until, 36) > now.getTime();
    },
  };
}

export interface SignUpMails {
  readonly pool: pg.Pool;
  readonly appUrl: string;
  readonly proofs: SignUpProofs;
  readonly now: () => Date;
  readonly sendMail?: SendMail | undefined;
  /** Why nobody gets a link here; null where anybody does. */
  readonly refusal: () => { readonly code: string; readonly text: string } | null;
}

/** `POST /sign-up/proof`: mails the link that ends signing up or, where there is an account, says so to its owner alone. */
export function signUpProof(mails: SignUpMails): BetterAuthPlugin {
  return {
    id: "sign-up-proof",
    endpoints: {
      askSignUpProof: createAuthEndpoint(
        "/sign-up/proof",
        { method: "POST", body: z.object({ email: z.email().max(254) }) },
        async (ctx) => {
          const refused = mails.refusal();
          if (refused) throw new APIError("FORBIDDEN", { code: refused.code, message: refused.text });
          const { email } = ctx.body;
          const existing = await txOf(mails.pool).maybe('select 1 from auth."user" where lower("email") = lower($1)', [
            email,
          ]);
          // Not waited for: how long a mail server takes would tell what was mailed.
          await ctx.context.runInBackgroundOrAwait(sendLink(mails, email, existing !== undefined));
          return ctx.json({ status: true });
        },
      ),
    },
  };
}

async function sendLink({ appUrl, proofs, now, sendMail }: SignUpMails, email: string, exists: boolean) {
  const link = `${appUrl}/sign-up?${new URLSearchParams({ email, proof: proofs.tokenFor(email, now()) })}`;
  await sendMail?.(
    exists
      ? {
          to: email,
          subject: "You have an account already",
          text: `Someone asked to make an account for ${email} at Argosy, which has one. If it was you, sign in at ${appUrl}/sign-in or choose a new password at ${appUrl}/forgot.\n\nIf not, do nothing.`,
        }
      : {
          to: email,
          subject: "Finish your sign-up",
          text: `Someone asked to make an account for ${email} at Argosy. If it was you, open this address within a day:\n\n${link}\n\nIf not, do nothing.`,
        },
  );
}
