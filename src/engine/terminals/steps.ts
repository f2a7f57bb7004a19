/** The steps of a payment at a terminal, one per call. A step without a result stays open. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import {
  endTerminalPayment,
  noteChecked,
  notePresented,
  noteRemote,
  readTerminalPayment,
  type TerminalEnd,
  type TerminalPayment,
  type TerminalWork,
} from "../../hub/pos/terminal-payments.ts";
import { terminalAccess } from "../../hub/pos/terminals.ts";
import { connectionOf, type TerminalDeps } from "./access.ts";
import {
  type Charge,
  type TerminalEvent,
  TerminalKeyRefused,
  type TerminalPort,
  TerminalRefused,
  TerminalUnclear,
} from "./port.ts";
import { stripeTerminal } from "./stripe.ts";

export interface PaymentOf {
  readonly organization: OrganizationId;
  readonly id: string;
}

/** A payment under way: its rows, and the terminal it is at. */
interface At {
  readonly port: TerminalPort;
  readonly id: string;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  read(): Promise<TerminalWork>;
  end(event: TerminalEnd): Promise<void>;
}

async function at(deps: TerminalDeps, { organization, id }: PaymentOf, registerId: string): Promise<At> {
  const inside: At["inside"] = (work) => deps.db.tenant(organization, work);
  const access = await inside((tx) => terminalAccess(tx, deps.vault, registerId));
  return {
    ...{ id, inside },
    port: stripeTerminal({ ...connectionOf(deps, access.endpoint), key: access.key, reader: access.reader }),
    read: () => inside((tx) => readTerminalPayment(tx, id)),
    end: (event) => inside((tx) => endTerminalPayment(tx, id, { ...event, now: new Date(deps.clock.now()) })),
  };
}

/**
 * Takes an open payment, or money going back, one step further. Throws TerminalKeyRefused where the key is not accepted
 * any more and something may have happened with it: what became of that is asked with the next key.
 */
export async function advance(deps: TerminalDeps, of: PaymentOf, row: TerminalWork): Promise<TerminalPayment> {
  if (row.state !== "waiting") return row;
  const here = await at(deps, of, row.registerId);
  await here.inside((tx) => noteChecked(tx, of.id, new Date(deps.clock.now())));
  try {
    await (row.ofId === null ? step(here, row) : giveBack(here, row, row.ofId));
  } catch (error) {
    if (error instanceof TerminalKeyRefused && mayHaveHappened(row)) throw error;
    if (error instanceof TerminalRefused) await refused(here, error);
    else if (!(error instanceof TerminalUnclear)) throw error;
  }
  return here.read();
}

/** Before this step: noted at the provider, or money that may be on its way back. */
const mayHaveHappened = ({ ofId, remote, isPresented }: TerminalWork): boolean =>
  ofId === null ? remote !== null : isPresented;

/** Ends a payment that is not paid; where the customer was faster it is. Throws TerminalKeyRefused as `advance`. */
export async function cancelOpen(deps: TerminalDeps, of: PaymentOf, row: TerminalWork): Promise<TerminalPayment> {
  if (row.state !== "waiting" || row.ofId !== null) return row;
  const here = await at(deps, of, row.registerId);
  await here.end({ state: "cancelled", reason: "at_register", isUnsent: true });
  const { remote, state } = await here.read();
  if (state !== "waiting" || remote === null) return here.read();
  try {
    const event = await here.port.cancel(remote, chargeOf(row));
    if (event.state === "paid") await conclude(here, remote, event);
    if (event.state === "cancelled") await here.end({ ...event, reason: "at_register" });
  } catch (error) {
    if (error instanceof TerminalKeyRefused) throw error;
    unlessUnclear(error);
  }
  return here.read();
}

async function step(here: At, row: TerminalWork): Promise<void> {
  const charge = chargeOf(row);
  if (row.remote === null) {
    const remote = await here.port.open(charge);
    if (await here.inside((tx) => noteRemote(tx, here.id, remote))) return present(here, remote, charge);
    await here.port.cancel(remote, charge);
    return;
  }
  const event = await here.port.poll(row.remote, charge);
  if (event.state === "idle" && !row.isPresented) return present(here, row.remote, charge);
  await conclude(here, row.remote, event);
}

async function present(here: At, remote: string, charge: Charge): Promise<void> {
  await here.port.present(remote, charge);
  await here.inside((tx) => notePresented(tx, here.id));
}

/** Ends what has ended; what was not paid is made unpayable first. */
async function conclude(here: At, remote: string, event: TerminalEvent): Promise<void> {
  if (event.state === "waiting") return;
  if (event.state === "paid")
    return here.end({ state: "paid", paidMinor: event.amount, tipMinor: event.tip, card: event.card });
  const ended = await here.port.cancel(remote, chargeOf(await here.read()));
  if (ended.state === "paid") return conclude(here, remote, ended);
  if (ended.state !== "cancelled" && ended.state !== "declined") return;
  await here.end(event.state === "idle" ? { state: "cancelled", reason: "gone" } : event);
}

async function giveBack(here: At, { id: key, amountMinor, currency }: TerminalWork, ofId: string): Promise<void> {
  const paid = await here.inside(async (tx) => {
    await notePresented(tx, here.id);
    return readTerminalPayment(tx, ofId);
  });
  await here.port.refund(paid.remote ?? "", { key, amount: amountMinor, currency });
  await here.end({ state: "paid", paidMinor: amountMinor, card: paid.card });
}

async function refused(here: At, { reason, message }: TerminalRefused): Promise<void> {
  const { remote, ofId } = await here.read();
  const event = { state: "declined", reason, text: message } as const;
  if (remote === null || ofId !== null) return here.end(event);
  await conclude(here, remote, event).catch(unlessUnclear);
}

const chargeOf = ({ id: key, amountMinor: amount, currency, asksTip }: TerminalWork): Charge => ({
  ...{ key, amount, currency, asksTip },
});

function unlessUnclear(error: unknown): void {
  if (!(error instanceof TerminalUnclear || error instanceof TerminalRefused)) throw error;
}
