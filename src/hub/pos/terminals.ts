/** Card terminals of registers: which device, asked with whose key. */

import { z } from "zod";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { type Answered, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { openOwned, storeSecrets, wipeOwned } from "../stores/secrets.ts";

const TERMINAL_PROVIDERS = ["stripe"] as const;
export type TerminalProvider = (typeof TERMINAL_PROVIDERS)[number];

export const fields = {
  provider: z.enum(TERMINAL_PROVIDERS),
  reader: z.string().trim().min(1).max(120).describe("the provider's id of the device: tmr_..."),
  asksTip: z.boolean().describe("the terminal asks for a tip before the card"),
};

export const terminalSchema = z
  .object({ ...fields, readerName: z.string(), updatedAt: time })
  .meta({ id: "RegisterTerminal", description: "The card terminal of a register" });

export type Terminal = Answered<typeof terminalSchema>;

export interface TerminalAccess extends Terminal {
  /** Null: the provider's own. */
  readonly endpoint: string | null;
  readonly key: string;
}

const OWNER = "terminal";
const KEY = "key";

const COLUMNS = `${columns("", "provider reader readerName asksTip updatedAt")}`;

/** Null: the register has none. */
export async function getTerminal(tx: Tx, registerId: string): Promise<Terminal | null> {
  const found = await tx.maybe<Terminal>(
    `select ${COLUMNS} from argosy.pos_terminal where organization_id = argosy.tenant() and register_id = $1`,
    [registerId],
  );
  return found ?? null;
}

/** With its key opened: never to be answered or logged. Throws HubError POS_TERMINAL_NONE. */
export async function terminalAccess(tx: Tx, vault: Vault, registerId: string): Promise<TerminalAccess> {
  const found = await tx.maybe<Omit<TerminalAccess, "key">>(
    `select ${COLUMNS}, endpoint from argosy.pos_terminal
     where organization_id = argosy.tenant() and register_id = $1`,
    [registerId],
  );
  const key = found && (await openOwned(tx, vault, { ownerKind: OWNER, ownerId: registerId })).get(KEY);
  if (!found || key === undefined)
    throw new HubError("POS_TERMINAL_NONE", "conflict", "This register has no card terminal.", "registerId");
  return { ...found, key };
}

/** What somebody says of a register's terminal. */
export interface TerminalSettings {
  readonly registerId: string;
  readonly provider: TerminalProvider;
  readonly reader: string;
  readonly asksTip: boolean;
  /** Absent: the one that is kept. */
  readonly key?: string | undefined;
  readonly endpoint?: string | undefined;
}

export interface TerminalToSave extends Omit<TerminalSettings, "endpoint" | "key"> {
  readonly readerName: string;
  readonly endpoint: string | null;
  readonly key: string;
  readonly now: Date;
}

/**
 * Keeps a register's terminal in place of the one it had. Throws HubError POS_TERMINAL_BUSY where a payment is open at
 * that one; the same terminal takes another key, which it may need for just this payment.
 */
export async function saveTerminal(tx: Tx, vault: Vault, of: TerminalToSave): Promise<Terminal> {
  const isSame = await tx.maybe(
    `select 1 from argosy.pos_terminal
     where organization_id = argosy.tenant() and register_id = $1 and provider = $2 and reader = $3
       and endpoint is not distinct from $4 and asks_tip = $5`,
    [of.registerId, of.provider, of.reader, of.endpoint, of.asksTip],
  );
  if (!isSame) await requireQuiet(tx, of.registerId);
  await tx.run(
    `insert into argosy.pos_terminal (organization_id, register_id, provider, reader, reader_name, asks_tip, endpoint,
       created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $7)
     on conflict (organization_id, register_id) do update set provider = excluded.provider, reader = excluded.reader,
       reader_name = excluded.reader_name, asks_tip = excluded.asks_tip, endpoint = excluded.endpoint,
       updated_at = excluded.updated_at`,
    [of.registerId, of.provider, of.reader, of.readerName, of.asksTip, of.endpoint, of.now],
  );
  await storeSecrets(tx, vault, { ownerKind: OWNER, ownerId: of.registerId, secrets: { [KEY]: of.key }, now: of.now });
  return tx.one<Terminal>(
    `select ${COLUMNS} from argosy.pos_terminal where organization_id = argosy.tenant() and register_id = $1`,
    [of.registerId],
  );
}

/** Takes a register's terminal away, with its key. Throws HubError POS_TERMINAL_BUSY while a payment is open at it. */
export async function removeTerminal(tx: Tx, registerId: string): Promise<void> {
  await requireQuiet(tx, registerId);
  await tx.run("delete from argosy.pos_terminal where organization_id = argosy.tenant() and register_id = $1", [
    registerId,
  ]);
  await wipeOwned(tx, { ownerKind: OWNER, ownerId: registerId });
}

/** What is open at a terminal can be looked up with its own key alone. */
async function requireQuiet(tx: Tx, registerId: string): Promise<void> {
  const open = await tx.maybe(
    `select 1 from argosy.pos_terminal_payment
     where organization_id = argosy.tenant() and register_id = $1 and state in ('asked', 'waiting')`,
    [registerId],
  );
  if (open)
    throw new HubError("POS_TERMINAL_BUSY", "conflict", "A payment is open at this terminal. Wait until it ends.");
}
