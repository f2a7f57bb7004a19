/** Returns as the objects GraphQL resolves. */
import type { OrderRow, ReturnRow } from "./state.ts";
import { byLocation, gid, page, type Scope, type View } from "./view-base.ts";

/** The order's returns in one word; declined and cancelled ones leave none. */
export function returnStatus({ returns }: OrderRow): string {
  const has = (status: ReturnRow["status"]) => returns.some((row) => row.status === status);
  if (has("REQUESTED")) return "RETURN_REQUESTED";
  if (has("OPEN")) return "IN_PROGRESS";
  return has("CLOSED") ? "RETURNED" : "NO_RETURN";
}

/** The views of its order and lines are the caller's: they lead here. */
export function returnView(
  scope: Scope,
  row: ReturnRow,
  of: { readonly line: (id: string) => View | null; readonly order: () => View },
): View {
  return {
    __typename: "Return",
    id: gid("Return", row.id),
    name: row.name,
    status: () => row.status,
    totalQuantity: row.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    order: of.order,
    returnLineItems: page(scope, row.lines, byLocation(row.lines), (line) => ({
      __typename: "ReturnLineItem",
      id: gid("ReturnLineItem", `${row.id}${line.lineId}`),
      quantity: line.quantity,
      returnReasonNote: "Too small",
      returnReasonDefinition: null,
      fulfillmentLineItem: {
        id: gid("FulfillmentLineItem", `${row.id}${line.lineId}`),
        quantity: line.quantity,
        lineItem: of.line(line.lineId),
      },
    })),
  };
}
