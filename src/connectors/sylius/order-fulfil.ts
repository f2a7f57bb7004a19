import { z } from "zod";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { get, step } from "./client.ts";
import { parcelLines } from "./order-mapping.ts";
import { shipmentsOf } from "./order-read.ts";
import type { SyliusOrder, SyliusShipment } from "./schemas.ts";
import { ESSENTIAL_OF_ROW, shipmentSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

interface Shipping {
  readonly run: CommandRun;
  readonly command: Fulfil;
}

/** The parcels chosen at the first attempt: which of them are shipped by then says nothing about what was asked for. */
const savedShape = z.object({ parcels: z.array(z.string()) });

/** Longer codes end as an error 500 of the shop. */
const MAX_TRACKING = 255;

/**
 * Ships the parcels of the order that hold exactly the lines asked for. The shop made the parcels at checkout
 * (usually one) and ships each of them whole.
 */
export async function shipWhole(order: SyliusOrder, { run, command }: Shipping, ctx: Context): Promise<CommandResult> {
  const code = command.trackingNumbers.join(", ");
  if (code.length > MAX_TRACKING)
    return refuse("tracking_too_long", message("refused.keepsMostCharactersTrackingNumbers", { most: MAX_TRACKING }));
  const { data: saved } = savedShape.safeParse(run.saved);
  const all = await shipmentsOf(order.tokenValue, ctx);
  const shipments = saved ? all.filter(({ id }) => saved.parcels.includes(id)) : all;
  const ready = shipments.filter((one) => one.state === "ready");
  if (ready.length === 0) return alreadyShipped(shipments, code);
  if (order.state !== "new") return refuse("state", message("refused.orderShopNothingShipped", { state: order.state }));
  // An older version saved nothing: what is shipped with our code counts as its own.
  const sent = run.uncertain ? shipments.filter((one) => isOurs(one, code)) : [];
  const chosen = saved ? ready : chosenParcels(order, [...sent, ...ready], command);
  if (!chosen) return refuse("partial", message("refused.shipsParcelWholeChooseAll"));
  if (!saved) await run.save({ parcels: chosen.map(({ id }) => id) });
  for (const { id, state } of chosen) if (state === "ready") await ship(id, code, ctx);
  return { state: "done", text: message("refused.parcelMarkedShippedShopCustomer") };
}

function alreadyShipped(shipments: readonly SyliusShipment[], code: string): CommandResult {
  return shipments.some((one) => isOurs(one, code))
    ? { state: "done", text: message("refused.parcelMarkedShippedShop") }
    : refuse("nothing_to_ship", message("refused.shopNoParcelOrderCould"));
}

const isOurs = ({ state, tracking }: SyliusShipment, code: string): boolean =>
  state === "shipped" && (tracking ?? "") === code;

/** The parcels whose units are just those of the command; null when they cannot be put together. */
function chosenParcels(
  order: SyliusOrder,
  parcels: readonly SyliusShipment[],
  command: Fulfil,
): readonly SyliusShipment[] | null {
  if (!command.lines) return parcels;
  const requested = new Map(command.lines.filter((one) => one.quantity > 0).map((one) => [one.lineKey, one.quantity]));
  const chosen = parcels.filter((shipment) => {
    const lines = parcelLines(order, shipment);
    const fits = lines.length > 0 && lines.every((one) => (requested.get(one.lineKey) ?? 0) >= one.quantity);
    if (fits) for (const one of lines) requested.set(one.lineKey, (requested.get(one.lineKey) ?? 0) - one.quantity);
    return fits;
  });
  return [...requested.values()].every((left) => left === 0) ? chosen : null;
}

/** The field is `trackingCode`: `tracking` would ship without a code, for ever. */
async function ship(id: string, code: string, ctx: Context): Promise<void> {
  try {
    await step(ctx, `/admin/shipments/${id}/ship`, "shipments.ship", code === "" ? {} : { trackingCode: code });
  } catch (error) {
    // With the shop's mail server down the answer is 500 although the parcel is shipped.
    if (!isConnectorError(error) || !["ambiguous", "transient", "rejected"].includes(error.kind)) throw error;
    if (!(await isShipped(id, code, ctx))) throw error;
  }
}

async function isShipped(id: string, code: string, ctx: Context): Promise<boolean> {
  const body = await get(ctx, `/admin/shipments/${id}`, "shipments.get");
  const { state, tracking = "" } = parseResponse(shipmentSchema, body, {
    ctx,
    what: "shipment",
    essential: ESSENTIAL_OF_ROW,
  });
  return state === "shipped" && tracking === code;
}

function refuse(code: string, text: AnswerText): CommandResult {
  return { state: "rejected", code, text };
}
