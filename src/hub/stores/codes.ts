import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

const MAX_CODE = 50;
const CODE = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** A code made from a name: lower case, latin letters, digits and dashes; "store" when nothing is left. */
export function codeFrom(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, MAX_CODE)
    .replace(/(?<!-)-+$/, "");
  return slug || "store";
}

/** `requested`, or the first free `requested-2`, `requested-3`... Codes of deleted connections are free. */
export async function suggestCode(tx: Tx, requested: string): Promise<string> {
  const base = codeFrom(requested);
  const rows = await tx.rows<{ code: string }>(
    "select code from connection where organization_id = argosy.tenant() and deleted_at is null",
  );
  const taken = new Set(rows.map((row) => row.code));
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? "" : `-${n}`;
    const code = `${base.slice(0, MAX_CODE - suffix.length)}${suffix}`;
    if (!taken.has(code)) return code;
  }
}

/** Throws HubError STORE_CODE on a malformed code and STORE_CODE_TAKEN, with a free one to offer, on a used one. */
export async function requireFreeCode(tx: Tx, code: string, exceptId?: string): Promise<void> {
  if (!CODE.test(code))
    throw new HubError(
      "STORE_CODE",
      "validation",
      "A channel code has up to 50 lower-case letters, digits and dashes and starts with a letter or digit.",
      "code",
    );
  const used = await tx.maybe(
    `select 1 from connection where organization_id = argosy.tenant() and code = $1 and deleted_at is null
       and ($2::uuid is null or id <> $2)`,
    [code, exceptId ?? null],
  );
  if (!used) return;
  const free = await suggestCode(tx, code);
  throw new HubError("STORE_CODE_TAKEN", "conflict", message("refused.storeCodeTaken", { code, free }), "code");
}

/** Prefixes of the orders of all other stores, in capitals. Deleted stores keep theirs: their orders are still here. */
async function takenPrefixes(tx: Tx, exceptId: string): Promise<Set<string>> {
  const rows = await tx.rows<{ prefix: string }>(
    `select distinct upper(order_prefix) as prefix
     from connection
     where organization_id = argosy.tenant() and id <> $1 and order_prefix <> '' and state <> 'draft'`,
    [exceptId],
  );
  return new Set(rows.map((row) => row.prefix));
}

/** `requested`, or the first free WC2, WC3...; none stays none. */
export async function freePrefix(tx: Tx, requested: string, exceptId: string): Promise<string> {
  if (requested === "") return requested;
  const taken = await takenPrefixes(tx, exceptId);
  for (let n = 1; ; n++) {
    const prefix = n === 1 ? requested : `${requested}${n}`;
    if (!taken.has(prefix.toUpperCase())) return prefix;
  }
}

/** Throws HubError STORE_PREFIX_TAKEN, with a free one to offer. */
export async function requireFreePrefix(tx: Tx, prefix: string, exceptId: string): Promise<void> {
  const free = await freePrefix(tx, prefix, exceptId);
  if (free !== prefix)
    throw new HubError(
      "STORE_PREFIX_TAKEN",
      "conflict",
      message("refused.storePrefixTaken", { prefix, free }),
      "orderPrefix",
    );
}
