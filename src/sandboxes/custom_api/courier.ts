/** A small courier on a real HTTP port, as `examples/fleet.json` describes it. */
import { createHmac } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import example from "../../connectors/custom_api/courier/examples/fleet.json" with { type: "json" };
import type { CourierConsole, CourierSandbox, SandboxParcel } from "../../connectors/kit/sandbox/courier.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/reply.ts";
import { samplePdf } from "../../connectors/kit/sandbox/sample-pdf.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";

type Body = { readonly [key: string]: Json };
type Service = (typeof SERVICES)[number];

interface Line {
  readonly id: number;
  readonly time: string;
  readonly status: string;
  readonly note: string;
  readonly city: string;
}

interface Box {
  readonly ref: string;
  readonly barcode: string;
  readonly history: Line[];
}

interface Shipment {
  readonly id: string;
  readonly ref: string;
  readonly service: Service;
  readonly price: string;
  readonly cash: string;
  readonly boxes: readonly Box[];
  receiver: { readonly name: string; readonly phone: string; readonly street: string };
  isCancelled: boolean;
}

interface Fleet {
  readonly shipments: Shipment[];
  readonly pickups: string[];
  hook: { readonly url: string; readonly secret: string } | null;
  isRevoked: boolean;
  next(): number;
}

const KEY = "fleet-key-0123456789abcdef";
const UNSERVED = "999999";
const BATCH = 20;
const SERVICES = [
  { code: "van", title: "By van", price: 60, days: 3 },
  { code: "bike", title: "By motorbike", price: 95, days: 1 },
] as const;
const TEXTS = {
  label_ready: "PRINTED",
  pickup_failed: "VAN MISSED IT",
  picked_up: "COLLECTED",
  in_transit: "ON THE ROAD",
  out_for_delivery: "WITH DRIVER",
  exception: "NOBODY HOME",
  delivered: "DELIVERED",
  rto_in_transit: "GOING BACK",
  rto_delivered: "BACK AT SENDER",
  lost: "LOST",
} as const;

/** India has one zone and no daylight time. */
const localTime = (ms: number) => new Date(ms + 19_800_000).toISOString().slice(0, 19).replace("T", " ");
const refusal = (status: number, code: string, message: string): SandboxReply => ({
  status,
  json: { error: { code, message } },
});
const NOBODYS = refusal(404, "unknown", "There is no such record.");

/** Starts a fleet that has carried nothing yet. */
export async function startSandbox(options: SandboxOptions): Promise<CourierSandbox> {
  let made = 0;
  const next = () => {
    made += 1;
    return made;
  };
  const fleet: Fleet = { shipments: [], pickups: [], hook: null, isRevoked: false, next };
  const server = await startSandboxServer({
    provider: "custom_courier",
    options,
    handle: (request) => answer(request, fleet),
    isWrite: ({ method, path }) => method !== "GET" && !["/v1/quotes", "/v1/track"].includes(path),
    throttleReply: (seconds) => ({
      ...refusal(429, "slow_down", "Too many calls."),
      ...(seconds !== undefined && { headers: { "retry-after": String(seconds) } }),
    }),
    onRevoke: () => {
      fleet.isRevoked = true;
    },
  });
  const scanned = (barcode: string, status: string) => {
    const box = boxOf(barcode, fleet) ?? missing("parcel", barcode);
    const time = localTime(options.clock.now());
    const line = { id: next(), time, status, note: `${status}.`, city: "Bangalore" };
    box.history.push(line);
    if (!fleet.hook) return;
    const body = JSON.stringify({ barcode, ...line });
    const signature = createHmac("sha256", fleet.hook.secret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-fleet-signature": signature };
    server.webhooks.send({ url: fleet.hook.url, headers, body });
  };
  return sandboxOn(server, deskOf(fleet, scanned));
}

function deskOf(fleet: Fleet, scanned: (barcode: string, word: string) => void): CourierConsole {
  return {
    credentials: () => ({ manifest: JSON.stringify(example), apiKey: KEY }),
    installWebhooks(urls) {
      const bytes = Buffer.alloc(32, `hook ${fleet.next()}`);
      fleet.hook = { url: urls[""] ?? "", secret: `whsec_${bytes.toString("base64")}` };
      return { webhookSecret: fleet.hook.secret };
    },
    unservedPostcode: UNSERVED,
    parcels: () => fleet.shipments.flatMap((shipment) => shipment.boxes.map((box) => parcelOf(shipment, box))),
    scan(number, means) {
      scanned(number, TEXTS[means]);
      return true;
    },
    scanWord: scanned,
    workOff: () => undefined,
  };
}

const parcelOf = (shipment: Shipment, box: Box): SandboxParcel => ({
  reference: box.ref,
  trackingNumber: box.barcode,
  word: box.history.at(-1)?.status ?? "REGISTERED",
  isCancelled: shipment.isCancelled,
  charged: shipment.price,
  collects: shipment.cash,
  receiver: shipment.receiver,
});

function answer(request: SandboxRequest, fleet: Fleet): SandboxReply {
  if (request.headers["x-api-key"] !== KEY || fleet.isRevoked) return refusal(401, "key", "The key is not known.");
  const [, area = "", id = "", action = ""] = request.path.split("/").filter(Boolean);
  switch (`${request.method} ${area} ${action}`.trim()) {
    case "GET me":
      return { status: 200, json: { fleet: "Fleet example" } };
    case "GET areas":
      return { status: 200, json: { served: decodeURIComponent(id) !== UNSERVED } };
    case "POST quotes":
      return quote(request.json() as Body);
    case "POST shipments":
      return book(request.json() as Body, fleet);
    case "GET shipments":
      return found(request.query.get("ref"), fleet);
    case "PATCH shipments":
      return corrected(id, request.json() as Body, fleet);
    case "POST shipments cancel":
      return cancel(id, fleet);
    case "GET labels":
      return label(id.replace(/\.pdf$/, ""), fleet);
    case "POST track":
      return track((request.json() as { readonly barcodes: readonly string[] }).barcodes, fleet);
    case "POST pickups":
      fleet.pickups.push(String(fleet.next()));
      return {
        status: 201,
        json: { id: fleet.pickups[0] ?? "", again: fleet.pickups.length > 1, message: "The van comes." },
      };
    case "POST manifests":
      return { status: 201, json: { number: `L-${fleet.next()}` } };
    default:
      return NOBODYS;
  }
}

const priceOf = (service: Service, boxes: number) => (service.price * boxes).toFixed(2);

function quote(body: Body): SandboxReply {
  const isServed = body.postcode !== UNSERVED;
  const options = isServed ? SERVICES.map((one) => ({ ...one, price: priceOf(one, Number(body.boxes)) })) : [];
  return { status: 200, json: { options, message: isServed ? "" : "The fleet does not drive there." } };
}

/** The same reference twice is two shipments: nothing there keeps it from that. */
function book(body: Body, { shipments, next }: Fleet): SandboxReply {
  const receiver = body.receiver as Body;
  if (receiver.postcode === UNSERVED) return refusal(422, "area", "The fleet does not drive there.");
  const service = SERVICES.find(({ code }) => code === body.service) ?? SERVICES[0];
  const boxes = (body.boxes as readonly Body[]).map(
    ({ ref }): Box => ({ ref: String(ref), barcode: `FL${String(next()).padStart(8, "0")}`, history: [] }),
  );
  const shipment: Shipment = {
    id: `S${next()}`,
    ref: String(body.ref),
    service,
    price: priceOf(service, boxes.length),
    cash: String(body.cash),
    boxes,
    receiver: { name: String(receiver.name), phone: String(receiver.phone), street: String(receiver.street) },
    isCancelled: false,
  };
  inSteps(() => void shipments.push(shipment));
  return { status: 201, json: view(shipment) };
}

const view = ({ id, ref, service, price, boxes }: Shipment) => ({
  id,
  ref,
  title: service.title,
  price,
  page: `https://fleet.example/parcels/${boxes[0]?.barcode}`,
  boxes: boxes.map((box) => ({ ref: box.ref, barcode: box.barcode })),
});

const found = (requested: string | null, { shipments }: Fleet): SandboxReply => ({
  status: 200,
  json: { shipments: shipments.filter(({ ref }) => ref === requested).map(view) },
});

function cancel(id: string, { shipments }: Fleet): SandboxReply {
  const shipment = shipments.find((one) => one.id === id);
  if (!shipment) return NOBODYS;
  const isGone = shipment.boxes.some(({ history }) => history.some(({ status }) => status === TEXTS.picked_up));
  if (!isGone) shipment.isCancelled = true;
  return { status: 200, json: { cancelled: !isGone, message: isGone ? "The van has it." : "Cancelled." } };
}

/** Until the driver has it; a phone of fewer than eight digits is none. */
function corrected(id: string, change: Body, { shipments }: Fleet): SandboxReply {
  const shipment = shipments.find((one) => one.id === id);
  if (!shipment) return NOBODYS;
  const { phone } = change;
  if (typeof phone === "string" && phone.replace(/\D/g, "").length < 8)
    return refusal(422, "phone", "That is no telephone number.");
  const isWithDriver = shipment.boxes.some(({ history }) =>
    history.some(({ status }) => status === TEXTS.out_for_delivery),
  );
  if (isWithDriver) return { status: 200, json: { changed: false, message: "The driver has it." } };
  const given = Object.entries(change).flatMap(([field, value]) => (typeof value === "string" ? [[field, value]] : []));
  shipment.receiver = { ...shipment.receiver, ...Object.fromEntries(given) };
  return { status: 200, json: { changed: true, message: "Changed." } };
}

const boxOf = (barcode: string, { shipments }: Fleet) =>
  shipments.flatMap(({ boxes }) => boxes).find((box) => box.barcode === barcode);

function label(barcode: string, fleet: Fleet): SandboxReply {
  const box = boxOf(barcode, fleet);
  if (!box) return NOBODYS;
  const bytes = samplePdf([box.barcode, "Fleet example", box.ref]);
  return { status: 200, headers: { "content-type": "application/pdf" }, bytes };
}

function track(barcodes: readonly string[], fleet: Fleet): SandboxReply {
  if (barcodes.length > BATCH) return refusal(422, "too_many", `At most ${BATCH} barcodes.`);
  const parcels = barcodes.flatMap((barcode) => {
    const box = boxOf(barcode, fleet);
    return box ? [{ barcode, eta: null, history: box.history.map((line) => ({ ...line })) }] : [];
  });
  return { status: 200, json: { parcels } };
}
