import { formatDecimal } from "../../commerce/money.ts";
import type { HubCommand } from "./stored-command.ts";

/** What was asked, for the timeline. */
export function requestText(command: HubCommand): string {
  switch (command.kind) {
    case "status":
      return `Asked to set the status to ${command.status.replace("_", " ")}.`;
    case "fulfil":
      return `Asked to ship ${command.lines ? "part of the order" : "everything that is left"}${tracking(command)}.`;
    case "tracking":
      return `Asked to change a parcel${tracking(command)}.`;
    case "cancel":
      return `Asked to cancel (${command.reason}).`;
    case "refund": {
      const amount = `${formatDecimal(command.amount)} ${command.amount.currency}`;
      return command.moveMoney ? `Asked to refund the customer ${amount}.` : `Asked to book a refund of ${amount}.`;
    }
    case "note":
      return `${command.visibleToCustomer ? "Note to the customer" : "Note"}: ${command.text}`;
  }
}

function tracking({ trackingNumbers }: { readonly trackingNumbers: readonly string[] }): string {
  return trackingNumbers.length > 0 ? ` with tracking ${trackingNumbers.join(", ")}` : "";
}
