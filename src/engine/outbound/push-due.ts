/** The turn that all pushes share: what is due is taken, and sent one after the other until the turn is over. */
import type { Tx } from "../../db/database.ts";
import type { OutboundSession } from "./outbound-session.ts";

interface DuePush<Row> {
  /** How many are taken at once. */
  readonly take: number;
  due(tx: Tx): Promise<readonly Row[]>;
  /**
   * Sends all that is due in one call; answers the rows in the order their answers are recorded. All of them are, however
   * long the call took: what is left out would be sent once more, and its answer is nowhere else.
   */
  begin?: ((rows: readonly Row[]) => Promise<readonly Row[]>) | undefined;
  /** What is read before it is sent; answers the row as it is then. */
  read?: ((row: Row) => Promise<Row>) | undefined;
  send(row: Row): Promise<void>;
  /** It was not taken; `fromCall`: how many calls the turn had made before it. */
  failed(row: Row, error: unknown, fromCall: number): Promise<void>;
}

/** Sends records that are due, each by itself or all of them in one call; answers true when there may be more. */
export async function pushDue<Row>(session: OutboundSession, push: DuePush<Row>): Promise<boolean> {
  const due = await session.tenant((tx) => push.due(tx));
  const send = async (found: Row) => {
    const fromCall = session.callLog.calls.length;
    let row = found;
    try {
      row = (await push.read?.(found)) ?? found;
      await push.send(row);
    } catch (error) {
      await push.failed(row, error, fromCall);
    }
  };
  if (push.begin && due.length > 0) {
    for (const row of await push.begin(due)) await send(row);
    return session.isOver() || due.length === push.take;
  }
  return (await sendEach(session, due, send)) || due.length === push.take;
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
