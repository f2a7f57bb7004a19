/** What a person may ask of a Myntra order, and who carries it out. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandOrder, CommandResult, CommandRun, Orders } from "../kit/contract/ports.ts";
import { unsupported } from "../kit/contract/results.ts";
import { accept, cancel, dispatch } from "./order-steps.ts";
import { acceptsOrders, statusCodesOf } from "./settings.ts";
import { type Stage, stageOf } from "./statuses.ts";
import { message } from "./words.ts";

type Settings = Context["connection"]["settings"];

const CANCEL_WARNINGS = [
  message("said.cancellationsSellerCountAgainstAccount"),
  message("said.toldCancelledSellerNote"),
];
const SHIP_WARNINGS = [
  message("said.assignsCourierTrackingNumberItself"),
  message("said.orderMarkedReadyDispatchInvoice"),
];

/** By the codes of the order's lines; each line is looked at again when the command is carried out. */
export function optionsOf(order: CommandOrder, settings: Settings): ReturnType<Orders["options"]> {
  const stages = stagesIn(order.platformStatus, settings);
  const isOpen = stages.includes("open");
  const statuses = [
    ...(acceptsOrders(settings) && stages.includes("review") ? (["confirmed"] as const) : []),
    ...(isOpen ? (["processing"] as const) : []),
  ];
  const isCancellable = stages.length > 0 && stages.every((stage) => stage === "review" || stage === "open");
  return [
    { kind: "status", allowed: statuses.length > 0, warnings: [], statuses },
    { kind: "fulfil", allowed: isOpen, warnings: SHIP_WARNINGS },
    { kind: "cancel", allowed: isCancellable, warnings: CANCEL_WARNINGS },
    { kind: "refund", allowed: false, warnings: [] },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

/** Stages of the lines that are not cancelled. */
function stagesIn(text: string, settings: Settings): Stage[] {
  const more = statusCodesOf(settings);
  return text.split(", ").flatMap((code) => {
    const stage = stageOf(code, more);
    return stage === undefined || stage === "cancelled" ? [] : [stage];
  });
}

export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return dispatch(run, command.lines?.map(({ lineKey }) => lineKey) ?? null, ctx);
    case "cancel":
      return cancel(run, command, ctx);
    case "status":
      if (command.status === "processing") return dispatch(run, null, ctx);
      if (command.status === "confirmed") return accept(run, ctx);
      return unsupported(
        command.status === "cancelled"
          ? message("refused.useCancelWantsKnowLines")
          : message("refused.decidesItselfWhenOrderCannot", { status: command.status.replace("_", " ") }),
      );
    case "refund":
      return unsupported(message("refused.paysBuyersBackItselfSellers"));
    case "note":
      return unsupported(message("refused.ordersNoNotesKeepHere"));
  }
}
