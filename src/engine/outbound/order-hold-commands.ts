/** Holds of the hub on the channel of their order (decision 744). */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { CommandResult, HoldRun, Orders } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { leaveHeldByChannel } from "../../hub/order-holds/order-holds.ts";
import { holdState, setReported } from "../../hub/orders/reported-holds.ts";
import { readCommand } from "../../hub/orders/stored-command.ts";
import type { CommandRow } from "./command-row.ts";
import type { OutboundSession } from "./outbound-session.ts";

export async function runHold(session: OutboundSession, orders: Orders, run: HoldRun): Promise<CommandResult> {
  const { action, holdId } = run.command;
  const { hold } = orders;
  if (!hold) return { state: "unsupported", text: message("trouble.noHolds") };
  const before = await session.tenant((tx) => holdState(tx, holdId));
  if (action === "release" && !before?.isTold) return { state: "done", text: message("order.hold.notThere") };
  const result = await session.call((ctx) => hold.call(orders, run, ctx));
  if (action === "release" || result.state !== "done") return result;
  const after = await session.tenant((tx) => holdState(tx, holdId));
  // Its release follows: what the channel shows until then would be taken for a hold of its own.
  return after?.isOpen ? result : { ...result, order: undefined };
}

/** Keeps whether the channel has the hold, and leaves an order to a hold of the channel that stays. */
export async function holdAnswered(
  tx: Tx,
  { kind, input, order_id: orderId }: CommandRow,
  { result, actor, now }: By & { readonly result: CommandResult },
): Promise<void> {
  if (kind !== "hold") return;
  const intent = readCommand(kind, input);
  if (intent.kind !== "hold" || result.state === "pending" || result.state === "uncertain") return;
  const isDone = result.state === "done";
  if (intent.action === "place") await setReported(tx, intent.holdId, isDone && result.found !== true);
  else if (isDone && result.order?.status === "on_hold") await leaveHeldByChannel(tx, orderId, { actor, now });
}
