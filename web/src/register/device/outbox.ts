/** Sends what waits to the hub, in the order it was done: again and again until each entry is there or refused. */
import { HubAway, HubFailed, Refused, SignedOut } from "./hub.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Outbound } from "./store.ts";

/** What the hub says of one sale. */
export interface SaleAnswer {
  readonly id: string;
  readonly state: "done" | "refused";
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly short: number;
  readonly code: string | null;
  readonly text: string | null;
}

type Sale = Extract<Outgoing, { kind: "sale" }>;

export interface OutboxPort {
  waiting(): Promise<Outbound[]>;
  settle(entries: readonly Outbound[]): Promise<void>;
  /** Throws HubAway, SignedOut or Refused, as `send`. */
  sales(sales: readonly Sale["sale"][]): Promise<readonly SaleAnswer[]>;
  send(what: Exclude<Outgoing, Sale>): Promise<void>;
}

export type Uploaded = "done" | "away" | "signed_out";

/** The hub takes so many at once. */
const BATCH = 50;

/**
 * Sends until nothing waits. What is refused stays, with the reason; everything else waits until it could be sent. A sale
 * the hub fails over keeps no other back: it is sent again with the next upload.
 */
export async function upload(port: OutboxPort): Promise<Uploaded> {
  const failed = new Set<string>();
  try {
    for (;;) {
      const entries = (await port.waiting()).filter(({ what }) => !failed.has(what.id));
      const [first] = entries;
      if (!first) return failed.size === 0 ? "done" : "away";
      if (first.what.kind === "sale") await sendSales(port, entries, failed);
      else await sendOne(port, first, first.what);
    }
  } catch (error) {
    if (error instanceof SignedOut) return "signed_out";
    if (error instanceof HubAway) return "away";
    throw error;
  }
}

async function sendSales(port: OutboxPort, entries: readonly Outbound[], failed: Set<string>): Promise<void> {
  const end = entries.findIndex(({ what }) => what.kind !== "sale");
  const batch = entries.slice(0, Math.min(end < 0 ? entries.length : end, BATCH));
  const sales = batch.flatMap(({ what }) => (what.kind === "sale" ? [what.sale] : []));
  try {
    const answers = new Map((await port.sales(sales)).map((answer) => [answer.id, answer]));
    await port.settle(batch.map((entry) => told(entry, answers.get(entry.what.id))));
  } catch (error) {
    const isOneOf = error instanceof Refused || error instanceof HubFailed;
    if (!isOneOf) throw error;
    const [only] = batch;
    // One that cannot be read must not keep the others here.
    if (batch.length > 1) for (const entry of batch) await sendSales(port, [entry], failed);
    else if (only && error instanceof Refused) await port.settle([refused(only, error)]);
    else if (only) failed.add(only.what.id);
  }
}

function told(entry: Outbound, answer: SaleAnswer | undefined): Outbound {
  // Not named in the answer: nothing is known of it, so it is sent again with the next.
  if (!answer) throw new HubAway("The hub left out a sale.");
  if (answer.state === "refused") return { ...entry, state: "refused", code: answer.code, text: answer.text };
  const { orderId, orderNumber, short } = answer;
  return { ...entry, state: "sent", orderId, orderNumber, short };
}

const refused = (entry: Outbound, { code, message }: Refused): Outbound => ({
  ...entry,
  state: "refused",
  code,
  text: message,
});

async function sendOne(port: OutboxPort, entry: Outbound, what: Exclude<Outgoing, Sale>): Promise<void> {
  try {
    await port.send(what);
    await port.settle([{ ...entry, state: "sent" }]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await port.settle([refused(entry, error)]);
  }
}
