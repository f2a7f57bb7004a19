import { english } from "./words.ts";

const PREFIX = "https://api.ebay.com/oauth/api_scope";

interface Scope {
  readonly scope: string;
  /** The first words of the operations that need it. */
  readonly subjects: readonly string[];
  readonly enables: string;
}

/**
 * All are asked for together: one the keyset lacks ends the whole consent, and one added later needs a new one (sheet
 * section 2).
 */
export const SCOPES: readonly Scope[] = [
  { scope: PREFIX, subjects: ["app", "taxonomy"], enables: english("scope.public") },
  { scope: `${PREFIX}/sell.inventory`, subjects: ["inventory", "offers"], enables: english("scope.listings") },
  { scope: `${PREFIX}/sell.fulfillment`, subjects: ["orders", "cancellations"], enables: english("scope.orders") },
  { scope: `${PREFIX}/sell.finances`, subjects: ["finances", "refunds"], enables: english("scope.money") },
  { scope: `${PREFIX}/commerce.identity.readonly`, subjects: ["identity"], enables: english("scope.account") },
];

export const ALL_SCOPES = SCOPES.map(({ scope }) => scope).join(" ");
export const APP_SCOPE = PREFIX;

export function scopeOf(operation: string): string {
  const subject = operation.split(".")[0] ?? "";
  return SCOPES.find(({ subjects }) => subjects.includes(subject))?.scope ?? operation;
}
