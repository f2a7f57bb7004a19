/** Arranging parcels. Shopee's own channels make the tracking number some minutes later. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { move } from "./orders.ts";
import { send } from "./pushes.ts";
import type { Body } from "./replies.ts";
import { bodyOf, failure, number, ok, rows, text } from "./replies.ts";
import type { State, StoredOrder, StoredPackage } from "./state.ts";
import { seconds } from "./state.ts";

const NUMBER_AFTER_SECONDS = 4 * 60;
const ADDRESS = 5001;
const BRANCH = 301;

/** The parcel's number as anybody is told it now. */
export function numberOf(one: StoredPackage, state: State): string {
  if (one.given !== "") return one.given;
  return one.made && one.made.at <= seconds(state) ? one.made.number : "";
}

function find(order: StoredOrder | undefined, name: string | null): StoredPackage | SandboxReply {
  if (!order) return failure("logistics.order_not_exist", "The order is not exist.");
  const [only] = order.packages;
  if (order.packages.length > 1) {
    if (!name)
      return failure("logistics.package_number_not_exist", "Please request with package_number for this split order.");
    return (
      order.packages.find((one) => one.number === name) ??
      failure("logistics.package_not_exist", "The package is not exist.")
    );
  }
  if (name !== null)
    return failure(
      "logistics.ship_order_not_need_pacakge_number",
      "Please don't request with package_number for this unsplit order.",
    );
  return only ?? failure("logistics.package_not_exist", "The package is not exist.");
}

const isPackage = (one: StoredPackage | SandboxReply): one is StoredPackage => "lines" in one;

export function shippingParameter(request: SandboxRequest, state: State): SandboxReply {
  const order = state.orders.get(request.query.get("order_sn") ?? "");
  const one = find(order, request.query.get("package_number"));
  if (!isPackage(one)) return one;
  const offers = (way: "pickup" | "dropoff" | "non_integrated") => state.handOver.includes(way);
  const day = seconds(state) + 86_400;
  return ok({
    info_needed: {
      ...(offers("pickup") ? { pickup: ["address_id", "pickup_time_id"] } : {}),
      ...(offers("dropoff") ? { dropoff: ["branch_id", "sender_real_name"] } : {}),
      ...(offers("non_integrated") ? { non_integrated: ["tracking_no"] } : {}),
    },
    pickup: offers("pickup") ? { address_list: addresses(day) } : null,
    dropoff: offers("dropoff")
      ? {
          branch_list: [
            {
              branch_id: BRANCH,
              region: state.region,
              state: "",
              city: "",
              address: "Branch",
              zipcode: "1",
              district: "",
              town: "",
            },
          ],
          slug_list: [],
        }
      : null,
  });
}

function addresses(day: number): object[] {
  const address = {
    region: "SG",
    state: "",
    city: "",
    district: "",
    town: "",
    address: "1 Example Street",
    zipcode: "520123",
  };
  return [
    { address_id: ADDRESS - 1, ...address, address_flag: ["return_address"], time_slot_list: null },
    {
      address_id: ADDRESS,
      ...address,
      address_flag: ["default_address", "pickup_address"],
      time_slot_list: [
        { date: day + 86_400, time_text: "", pickup_time_id: String(day + 86_400), flags: [] },
        { date: day, time_text: "", pickup_time_id: String(day), flags: ["recommended"] },
      ],
    },
  ];
}

export function shipOrder(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const order = state.orders.get(text(body.order_sn));
  const one = find(order, typeof body.package_number === "string" ? body.package_number : null);
  if (!isPackage(one)) return one;
  if (!order) return failure("logistics.order_not_exist", "The order is not exist.");
  if (order.advance)
    return failure(
      "logistics.error_booking_order",
      "This order is matched order with booking, don't need arrange shipment through seller side.",
    );
  if (one.status !== "LOGISTICS_READY" && one.status !== "LOGISTICS_PICKUP_RETRY")
    return failure(
      " logistics.package_already_shipped",
      "This package has already been arranged shipment and you can't call this API again.",
    );
  if (!["READY_TO_SHIP", "RETRY_SHIP", "PROCESSED"].includes(order.status))
    return failure("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.");
  const ways = (["pickup", "dropoff", "non_integrated"] as const).filter((way) => body[way] !== undefined);
  const [way] = ways;
  if (!way || ways.length > 1)
    return failure(
      "logistics.ship_order_only_support_one_type",
      "Please select just one way to ship order: pickup or dropoff or non_integrated.",
    );
  if (!state.handOver.includes(way))
    return failure(`logistics.ship_order_unsupport_${way}`, `This order does not support ship with ${way}.`);
  const problem = lacking(way, (body[way] ?? {}) as Body);
  if (problem) return problem;
  if (way === "non_integrated") one.given = text((body.non_integrated as Body).tracking_number);
  arrange(order, one, state);
  return ok();
}

function lacking(way: string, given: Body): SandboxReply | null {
  if (way === "pickup" && (number(given.address_id) !== ADDRESS || text(given.pickup_time_id) === ""))
    return failure(
      "logistics.ship_order_need_address_pickup_time",
      "Parameter address_id and pickup_time_id are required.",
    );
  if (way === "dropoff" && number(given.branch_id) !== BRANCH)
    return failure("logistics.ship_order_need_branch_id", "Parameter branch_id is required.");
  if (way === "dropoff" && text(given.sender_real_name) === "")
    return failure("logistics.ship_order_need_sender_real_name", "Parameter sender_real_name can not be null.");
  if (way === "non_integrated" && text(given.tracking_number) === "")
    return failure("logistics.ship_order_need_tracking_number", "Parameter tracking_number can not be null.");
  return null;
}

export function arrange(order: StoredOrder, one: StoredPackage, state: State): void {
  one.status = "LOGISTICS_REQUEST_CREATED";
  const made = `SPXSG${one.number.slice(3)}`;
  if (one.given === "") one.made = { number: made, at: seconds(state) + NUMBER_AFTER_SECONDS };
  if (order.packages.every((other) => other.status === "LOGISTICS_REQUEST_CREATED")) move(order, "PROCESSED", state);
  send(state, 4, { ordersn: order.sn, package_number: one.number, tracking_no: one.given || made });
}

export function massTracking(request: SandboxRequest, state: State): SandboxReply {
  const requested = rows(bodyOf(request).package_list).map((row) => text(row.package_number));
  if (requested.length === 0 || requested.length > 50 || new Set(requested).size < requested.length)
    return failure("logistics.error_param", "Wrong parameters, detail: package_list limit [1, 50].");
  const all = new Map(
    [...state.orders.values()].flatMap((order) => order.packages.map((one) => [one.number, one] as const)),
  );
  const found = requested.filter((name) => all.has(name));
  return ok({
    success_list: found.flatMap((name) => {
      const one = all.get(name);
      return one
        ? [
            {
              package_number: name,
              tracking_number: numberOf(one, state),
              hint: "",
              first_mile_tracking_number: "",
              pickup_code: "",
            },
          ]
        : [];
    }),
    fail_list: requested
      .filter((name) => !all.has(name))
      .map((name) => ({ package_number: name, fail_reason: "The package is not exist." })),
  });
}

/** Only of deliveries by the seller's own people. */
export function updateTrackingStatus(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const order = state.orders.get(text(body.order_sn));
  if (!order || ![90021, 90025, 90026].includes(order.channel))
    return failure("logistics.update_not_allowed", "Currently, update is not allow.");
  const [one] = order.packages;
  if (!one) return failure("logistics.package_not_exist", "The package is not exist.");
  if (body.logistics_status === "logistics_pickup_done") {
    one.given = text(body.tracking_number) || one.given;
    one.status = "LOGISTICS_PICKUP_DONE";
    order.pickedUpAt = seconds(state);
    move(order, "SHIPPED", state);
  }
  return ok();
}

export const channels = (_request: SandboxRequest, _state: State): SandboxReply =>
  ok({
    logistics_channel_list: [
      {
        logistics_channel_id: 10001,
        logistics_channel_name: "Standard",
        cod_enabled: true,
        enabled: true,
        fee_type: "SIZE_INPUT",
        force_enable: false,
        mask_channel_id: 0,
        preprint: false,
      },
      {
        logistics_channel_id: 10002,
        logistics_channel_name: "Economy",
        cod_enabled: false,
        enabled: false,
        fee_type: "SIZE_INPUT",
        force_enable: false,
        mask_channel_id: 0,
        preprint: false,
      },
    ],
  });
