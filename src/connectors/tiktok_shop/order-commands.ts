/** The commands TikTok Shop carries out, and words for those it does not. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { cancel } from "./cancel.ts";
import { fulfil } from "./order-fulfil.ts";
import { refund } from "./order-refund.ts";

const NO_STATUS =
  "TikTok moves an order's status by itself, with payment, shipping and delivery; nothing was sent. Ship or cancel the order instead.";
const NO_NOTE =
  "TikTok lets no program write notes on orders; nothing was sent. Write it in Seller Center, or keep it as a note of the hub.";

export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return fulfil(run, command, ctx);
    case "cancel":
      return cancel(run, command, ctx);
    case "refund":
      return refund(run, command, ctx);
    case "status":
      return { state: "unsupported", text: NO_STATUS };
    case "note":
      return { state: "unsupported", text: NO_NOTE };
  }
}
