/** Shipping: an order whole (OR23, then OR24), or parcel by parcel where the marketplace takes several (ST01). Never both. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { shipProblem } from "../kit/contract/order-checks.ts";
import type { CommandResult, RunOf } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { sentUnder, stillToShip } from "../kit/contract/still-to-ship.ts";
import { trackingOf } from "./carriers.ts";
import { write } from "./client.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { done, shipmentRefusal, unknownCarrier } from "./order-steps.ts";
import { factsOf } from "./settings.ts";
import { SENT, SHIPPING } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = RunOf<"fulfil">;
type Units = readonly { readonly lineKey: string; readonly quantity: number }[];

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { order, part } = existing;
  const requested = unitsLeft(run, existing);
  if (requested === "there") return shipped(run, ctx);
  if (order.order_state !== SHIPPING)
    return SENT.has(order.order_state)
      ? rejected("shipped", message("refused.shippedAlready"))
      : rejected("not_yet", message("refused.notYetToShip", { state: order.order_state }));
  if (order.can_shop_ship === false) return rejected("operator", message("refused.operatorShips"));
  const left = part.lines.map((line) => ({
    key: line.key,
    title: line.title,
    left: line.quantity - line.fulfilledQuantity,
  }));
  const problem = shipProblem(requested, left);
  if (problem) return rejected("units", problem);
  return factsOf(ctx.connection).multiShipment ? parcel(run, requested, ctx) : whole(run, requested, existing, ctx);
};

const openUnits = ({ part }: LoadedOrder): Units =>
  part.lines
    .map(({ key, quantity, fulfilledQuantity }) => ({ lineKey: key, quantity: quantity - fulfilledQuantity }))
    .filter(({ quantity }) => quantity > 0);

/**
 * The units still to ship; "there" where an attempt nobody knows the end of, or one by hand, has shipped them: they left
 * under this number. Without a number they are known by a parcel of the same units, after such an attempt alone.
 */
function unitsLeft(run: Fulfil, existing: LoadedOrder): Units | "there" {
  const { part } = existing;
  const { lines, trackingNumbers } = run.command;
  const [number] = trackingNumbers;
  if (number !== undefined && part.fulfilments.some((one) => one.trackingNumbers.includes(number))) {
    const rest = lines ? stillToShip(lines, sentUnder([number], run, part)) : openUnits(existing);
    return rest.length === 0 ? "there" : rest;
  }
  const units = lines ?? part.lines.map((line) => ({ lineKey: line.key, quantity: line.quantity }));
  const same = (one: Units) => JSON.stringify([...one].sort(byKey)) === JSON.stringify([...units].sort(byKey));
  const isThere = part.fulfilments.some((one) =>
    same(one.lines.map(({ lineKey, quantity }) => ({ lineKey, quantity }))),
  );
  return number === undefined && run.uncertain && isThere ? "there" : (lines ?? openUnits(existing));
}

const byKey = (a: Units[number], b: Units[number]) => (a.lineKey < b.lineKey ? -1 : 1);

/** A parcel has one number there: of several the first is sent, and it is said. */
const shipped = ({ command, order }: Fulfil, ctx: Context): Promise<CommandResult> =>
  done(
    command.trackingNumbers.length > 1 ? message("done.shippedFirstNumber") : message("done.shipped"),
    order.key,
    ctx,
  );

async function parcel(run: Fulfil, requested: Units, ctx: Context): Promise<CommandResult> {
  const tracking = await trackingOf(run.command, "tracking_url", ctx);
  if (tracking === null) return unknownCarrier(run.command.carrier);
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/shipments",
    operation: "shipments.create",
    json: {
      shipments: [
        {
          order_id: run.order.key,
          shipment_lines: requested.map(({ lineKey, quantity }) => ({ order_line_id: lineKey, quantity })),
          ...(Object.keys(tracking).length === 0 ? {} : { tracking }),
          shipped: true,
        },
      ],
    },
  });
  return shipmentRefusal(body, ctx) ?? shipped(run, ctx);
}

/** The tracking is told first: shipping moves the order on, and some ways of shipping must have one. */
async function whole(run: Fulfil, requested: Units, existing: LoadedOrder, ctx: Context): Promise<CommandResult> {
  const open = openUnits(existing);
  const isAll = open.every((one) =>
    requested.some((each) => each.lineKey === one.lineKey && each.quantity === one.quantity),
  );
  if (!isAll || existing.part.fulfilments.length > 0) return rejected("whole", message("refused.shipsWhole"));
  const tracking = await trackingOf(run.command, "carrier_url", ctx);
  if (tracking === null) return unknownCarrier(run.command.carrier);
  const url = `/orders/${encodeURIComponent(run.order.key)}`;
  if (Object.keys(tracking).length > 0)
    await write(ctx, { method: "PUT", url: `${url}/tracking`, operation: "orders.tracking", json: tracking });
  await run.save({ tracked: true });
  await write(ctx, { method: "PUT", url: `${url}/ship`, operation: "orders.ship" });
  return shipped(run, ctx);
}
