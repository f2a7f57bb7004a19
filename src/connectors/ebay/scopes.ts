import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { textSetting } from "./settings.ts";
import { english } from "./words.ts";

const PREFIX = "https://api.ebay.com/oauth/api_scope";

interface Scope {
  readonly scope: string;
  /** The first words of the operations that need it. */
  readonly subjects: readonly string[];
  readonly enables: string;
  /** Of the inbox: a consent without it works, and an operator may leave it out. */
  readonly optional?: true;
  /** Consents given before it was asked for lack it. */
  readonly later?: true;
}

/**
 * All are asked for together: one the keyset lacks ends the whole consent, and one added later needs a new one (sheet
 * section 2). Both keysets of the sheet have those of the inbox; an operator whose keyset has not leaves them out.
 */
export const SCOPES: readonly Scope[] = [
  { scope: PREFIX, subjects: ["app", "taxonomy", "trading"], enables: english("scope.public") },
  {
    scope: `${PREFIX}/sell.inventory`,
    subjects: ["inventory", "offers", "metadata"],
    enables: english("scope.listings"),
  },
  {
    scope: `${PREFIX}/sell.fulfillment`,
    subjects: ["orders", "cancellations", "returns"],
    enables: english("scope.orders"),
  },
  { scope: `${PREFIX}/sell.finances`, subjects: ["finances", "refunds"], enables: english("scope.money") },
  { scope: `${PREFIX}/commerce.identity.readonly`, subjects: ["identity"], enables: english("scope.account") },
  {
    scope: `${PREFIX}/sell.account.readonly`,
    subjects: ["account"],
    enables: english("scope.policies"),
    later: true,
  },
  { scope: `${PREFIX}/commerce.message`, subjects: ["messages"], enables: english("scope.messages"), optional: true },
  {
    scope: `${PREFIX}/sell.payment.dispute`,
    subjects: ["disputes"],
    enables: english("scope.disputes"),
    optional: true,
  },
];

const joined = (scopes: readonly Scope[]): string => scopes.map(({ scope }) => scope).join(" ");

export const ALL_SCOPES = joined(SCOPES);
/** What a consent covers that was given before there were others. */
const FIRST_SCOPES = joined(SCOPES.filter(({ optional, later }) => !optional && !later));
const WITHOUT_INBOX = joined(SCOPES.filter(({ optional }) => !optional));

/** What the operator has consent asked for. */
export const requestedScopes = (ctx: Pick<Context, "hasSecret" | "secret">): string =>
  ctx.hasSecret("inboxScopes") && ctx.secret("inboxScopes").trim().toLowerCase() === "off" ? WITHOUT_INBOX : ALL_SCOPES;

/** What the seller's consent covers. */
export const grantedScopes = (connection: Pick<ConnectionInfo, "settings">): ReadonlySet<string> =>
  new Set((textSetting(connection, "scopes") || FIRST_SCOPES).split(" "));
export const APP_SCOPE = PREFIX;

export function scopeOf(operation: string): string {
  const subject = operation.split(".")[0] ?? "";
  return SCOPES.find(({ subjects }) => subjects.includes(subject))?.scope ?? operation;
}
