/** The commands TikTok Shop carries out, and words for those it does not. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { cancel } from "./cancel.ts";
import { fulfil } from "./order-fulfil.ts";
import { refund } from "./order-refund.ts";
import { message } from "./words.ts";

const NO_STATUS = message("refused.statusMovesItself");
const NO_NOTE = message("refused.noNotes");

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
