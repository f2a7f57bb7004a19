/** Card terminals: called while a register waits, and checked by maintenance otherwise. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { requireOutbound } from "../../hub/admin/outbound-pause.ts";
import { HubError } from "../../hub/errors.ts";
import { getRegister } from "../../hub/pos/registers.ts";
import {
  alertUnusedPayments,
  beginTerminalPayment,
  beginTerminalRefund,
  openTerminalPayments,
  readTerminalPayment,
} from "../../hub/pos/terminal-payments.ts";
import { saveTerminal, type Terminal, type TerminalSettings, terminalAccess } from "../../hub/pos/terminals.ts";
import { connectionOf, type TerminalDeps } from "./access.ts";
import { TerminalKeyRefused, TerminalRefused, TerminalUnclear } from "./port.ts";
import { advance, cancelOpen, type PaymentOf } from "./steps.ts";
import { STRIPE_CURRENCIES, stripeTerminal } from "./stripe.ts";

type SettingsOf = TerminalSettings & { readonly organization: OrganizationId };

export type TerminalService = ReturnType<typeof createTerminalService>;

export const CHECK_AFTER_MS = 60_000;
// No customer waits at a terminal longer.
const GIVEN_UP_MS = 10 * 60_000;
export const UNUSED_MS = 15 * 60_000;

export function createTerminalService(deps: TerminalDeps) {
  const { db } = deps;
  const now = () => new Date(deps.clock.now());
  const read = (of: PaymentOf) => db.tenant(of.organization, (tx) => readTerminalPayment(tx, of.id));
  // Requested before: a repeat must not count as refused.
  const stillOpen = (of: PaymentOf) => (error: unknown) => {
    if (error instanceof TerminalKeyRefused) return read(of);
    throw error;
  };

  return {
    /**
     * Keeps a register's terminal after its provider knew it. Throws HubError POS_REGISTER_NOT_FOUND, POS_TERMINAL_NONE
     * (no key was given and none is kept), POS_TERMINAL_CURRENCY, POS_TERMINAL_REFUSED, POS_TERMINAL_AWAY,
     * POS_TERMINAL_BUSY, ENDPOINT_NOT_ALLOWED.
     */
    keep: (settings: SettingsOf): Promise<Terminal> => save(deps, settings),
    /** Requests a payment; a repeat with the same id continues it. Throws HubError POS_TERMINAL_NONE, POS_TERMINAL_KEY_USED. */
    async charge(
      of: PaymentOf & { readonly registerId: string; readonly amountMinor: bigint; readonly asksTip: boolean },
    ) {
      const row = await db.tenant(of.organization, async (tx) => {
        await requireOutbound(tx);
        const { currency } = await getRegister(tx, of.registerId);
        await terminalAccess(tx, deps.vault, of.registerId);
        return beginTerminalPayment(tx, { ...of, currency, now: now() });
      });
      return advance(deps, of, row).catch(stillOpen(of));
    },
    /**
     * What became of a payment. Throws HubError POS_TERMINAL_PAYMENT_NOT_FOUND, and POS_TERMINAL_REFUSED where the key
     * is not accepted any more: the payment stays open.
     */
    look: async (of: PaymentOf) => advance(deps, of, await read(of)).catch(keyRefused),
    /** Ends a payment that is not paid yet; answers `paid` where the customer was faster. Throws as `look`. */
    cancel: async (of: PaymentOf) => cancelOpen(deps, of, await read(of)).catch(keyRefused),
    /** Gives money back to the card of a payment, once an id. Throws HubError POS_TERMINAL_AMOUNT and as above. */
    async refund(of: PaymentOf & { readonly of: string; readonly amountMinor: bigint }) {
      const row = await db.tenant(of.organization, async (tx) => {
        await requireOutbound(tx);
        return beginTerminalRefund(tx, { ...of, ofId: of.of, now: now() });
      });
      return advance(deps, of, row).catch(stillOpen(of));
    },
    /** Ends abandoned payments, and raises alerts for paid ones without a sale. */
    tend: (organization: OrganizationId): Promise<void> => tend(deps, organization),
  };
}

async function save(deps: TerminalDeps, settings: SettingsOf): Promise<Terminal> {
  const { organization, registerId, reader } = settings;
  const register = await deps.db.tenant(organization, (tx) => getRegister(tx, registerId));
  if (!STRIPE_CURRENCIES.has(register.currency))
    throw new HubError(
      "POS_TERMINAL_CURRENCY",
      "validation",
      "These terminals take no payments in the register's currency.",
    );
  if (settings.endpoint !== undefined && !deps.allowEndpoint)
    throw new HubError(
      "ENDPOINT_NOT_ALLOWED",
      "forbidden",
      "This installation asks terminals at their provider alone.",
      "endpoint",
    );
  // A stored key is only sent to the address it was entered for.
  const { key, endpoint } =
    settings.key === undefined
      ? await deps.db.tenant(organization, (tx) => terminalAccess(tx, deps.vault, registerId))
      : { key: settings.key, endpoint: settings.endpoint ?? null };
  const port = stripeTerminal({ ...connectionOf(deps, endpoint), key, reader });
  const readerName = await port.nameOf().catch(settingsRefused);
  return deps.db.tenant(organization, (tx) =>
    saveTerminal(tx, deps.vault, { ...settings, endpoint, key, readerName, now: new Date(deps.clock.now()) }),
  );
}

async function tend(deps: TerminalDeps, organization: OrganizationId): Promise<void> {
  const { db } = deps;
  const before = (ms: number) => new Date(deps.clock.now() - ms);
  const open = await db.tenant(organization, (tx) => openTerminalPayments(tx, before(CHECK_AFTER_MS)));
  for (const row of open) {
    const of = { organization, id: row.id };
    try {
      const { state } = await advance(deps, of, row);
      if (state !== "waiting" || row.createdAt >= before(GIVEN_UP_MS)) continue;
      await cancelOpen(deps, of, await db.tenant(organization, (tx) => readTerminalPayment(tx, row.id)));
    } catch (error) {
      deps.log.warn({ err: error, payment: row.id }, "a terminal's payment could not be looked at");
    }
  }
  await db.tenant(organization, (tx) => alertUnusedPayments(tx, { since: before(UNUSED_MS), now: before(0) }));
}

function keyRefused(error: unknown): never {
  if (!(error instanceof TerminalKeyRefused)) throw error;
  throw new HubError(
    "POS_TERMINAL_REFUSED",
    "conflict",
    "The terminal's provider does not accept its key any more. Enter a new one in the register's settings: what became of this payment is asked with it.",
  );
}

function settingsRefused(error: unknown): never {
  if (error instanceof TerminalRefused) throw new HubError("POS_TERMINAL_REFUSED", "validation", error.message, "key");
  if (error instanceof TerminalUnclear)
    throw new HubError("POS_TERMINAL_AWAY", "conflict", "The terminal's provider did not answer. Try again.");
  throw error;
}
