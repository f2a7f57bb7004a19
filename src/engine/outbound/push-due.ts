/** The turn that all pushes share: what is due is taken, and sent one after the other until the turn is over. */
import type { Tx } from "../../db/database.ts";
import type { OutboundSession } from "./outbound-session.ts";

interface DuePush<Row> {
  /** How many are taken at once. */
  readonly take: number;
  due(tx: Tx): Promise<readonly Row[]>;
  /** Looks at all that is due before each is sent. */
  begin?: ((rows: readonly Row[]) => Promise<void>) | undefined;
  /** What is read before it is sent; answers the row as it is then. */
  read?: ((row: Row) => Promise<Row>) | undefined;
  send(row: Row): Promise<void>;
  /** It was not taken; `fromCall`: how many calls the turn had made before it. */
  failed(row: Row, error: unknown, fromCall: number): Promise<void>;
}

/** Sends records that are due, each by itself; answers true when there may be more. */
export async function pushDue<Row>(session: OutboundSession, push: DuePush<Row>): Promise<boolean> {
  const due = await session.tenant((tx) => push.due(tx));
  if (due.length > 0) await push.begin?.(due);
  const isOver = await sendEach(session, due, async (found) => {
    const fromCall = session.callLog.calls.length;
    let row = found;
    try {
      row = (await push.read?.(found)) ?? found;
      await push.send(row);
    } catch (error) {
      await push.failed(row, error, fromCall);
    }
  });
  return isOver || due.length === push.take;
}

/** Sends records or batches one after the other; answers true when the turn is over before all have left. */
export async function sendEach<Part>(
  session: OutboundSession,
  parts: readonly Part[],
  send: (part: Part) => Promise<void>,
): Promise<boolean> {
  for (const part of parts) {
    await send(part);
    if (session.isOver()) return true;
  }
  return false;
}
