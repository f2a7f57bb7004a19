/** What style "cursor" lets others do to its orders. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { cursorOrder } from "./cursor-shapes.ts";
import { placeOrder } from "./shop.ts";
import { cancel, findItem, type State, type StoredOrder, ship, textOf, touch } from "./state.ts";

const refused = (code: string, message: string): SandboxReply => ({ status: 422, json: { error: { code, message } } });

export function cursorOrderWrite(
  body: Json,
  state: State,
  { id, action }: { readonly id: string | undefined; readonly action: string },
): SandboxReply {
  if (id === undefined) return create(body, state);
  const order = state.orders.get(id);
  if (!order) return { status: 404, json: { error: { code: "not_found", message: "There is no such order." } } };
  const problem = act(action, body, state, order);
  return problem ?? { status: 200, json: cursorOrder(order, state) };
}

function act(action: string, body: Json, state: State, order: StoredOrder): SandboxReply | null {
  const given = body as Record<string, never>;
  switch (action) {
    case "cancel":
      if (order.state === "sent") return refused("sent", "A sent order cannot be cancelled.");
      cancel(state, order);
      return null;
    case "state":
      order.state = given.state ?? order.state;
      touch(state, order);
      return null;
    case "notes":
      order.notes.push(given.text ?? "");
      return null;
    case "refunds":
      order.refunds.push({
        id: state.id(),
        amount: textOf(BigInt(given.minor ?? 0), state),
        reason: given.why ?? "",
        at: state.now(),
      });
      touch(state, order);
      return null;
    case "parcels":
      return parcel(given, state, order);
    default:
      return { status: 404, json: { error: { code: "not_found", message: "There is no such action." } } };
  }
}

function parcel(body: Json, state: State, order: StoredOrder): SandboxReply | null {
  const {
    by = null,
    numbers = [],
    rows = [],
  } = body as {
    by?: string | null;
    numbers?: readonly string[];
    rows?: readonly { readonly row: string; readonly qty: number }[];
  };
  const requested = rows.map(({ row, qty }) => ({ rowId: row, quantity: qty }));
  return ship(state, order, { carrier: by, numbers, rows: requested })
    ? null
    : refused("too_many", "More than is open.");
}

function create(body: Json, state: State): SandboxReply {
  const { lines, paid, name, phone, delivery, off } = body as {
    lines: readonly { readonly sku: string; readonly qty: number }[];
    paid: boolean;
    name?: string;
    phone?: string;
    delivery: string;
    off: string;
  };
  const unknown = lines.find(({ sku }) => !findItem(state, sku));
  if (unknown) return refused("sku", `There is no item ${unknown.sku}.`);
  const order = {
    lines: lines.map(({ sku, qty }) => ({ sku, quantity: qty })),
    payment: paid ? ("paid" as const) : ("pending" as const),
    ...(name === undefined ? {} : { customer: { name, phone } }),
  };
  const id = placeOrder(state, order, { shipping: delivery, discount: off });
  return { status: 201, json: { id } };
}
