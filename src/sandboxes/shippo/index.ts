/** Shippo on a real HTTP port, written from its description: quotes, labels, refunds, tracking, webhooks. */
import type { Json } from "../../commerce/product.ts";
import type { CourierConsole, CourierSandbox, SandboxParcel } from "../../connectors/kit/sandbox/courier.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/reply.ts";
import { samplePdf } from "../../connectors/kit/sandbox/sample-pdf.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";

type Body = { readonly [key: string]: Json };

interface Rate {
  readonly id: string;
  /** What its parcels are insured for, decimal text. */
  readonly insured: string;
  readonly parcels: readonly string[];
  readonly view: Body;
}

interface Label {
  readonly id: string;
  readonly rate: string;
  readonly parcel: string;
  readonly number: string;
  readonly metadata: string;
  readonly format: string;
  readonly charged: string;
  readonly insured: string;
  readonly createdAt: string;
  status: string;
  readonly history: Body[];
}

/** What only this platform's tests reach for. */
export interface ShippoState {
  /** The next labels are answered so; each is taken off when it is used. */
  readonly nextStatuses: string[];
  readonly hooks: Map<string, { readonly url: string; readonly event: string; active: boolean }>;
}

export interface ShippoSandbox extends CourierSandbox {
  readonly state: ShippoState;
}

const TOKEN = "shippo_test_0123456789abcdef0123456789abcdef01234567";
const ACCOUNT = "c".repeat(32);
const UNSERVED = "00001";
const SERVICES = [
  { token: "usps_ground_advantage", name: "Ground Advantage", amount: "5.50", days: 4, attributes: ["CHEAPEST"] },
  { token: "usps_priority", name: "Priority Mail", amount: "9.25", days: 2, attributes: ["FASTEST"] },
] as const;
const TEXTS = {
  label_ready: ["PRE_TRANSIT", "information_received"],
  picked_up: ["TRANSIT", "package_accepted"],
  in_transit: ["TRANSIT", "package_departed"],
  out_for_delivery: ["TRANSIT", "out_for_delivery"],
  exception: ["TRANSIT", "delivery_attempted"],
  delivered: ["DELIVERED", "delivered"],
  rto_in_transit: ["RETURNED", "return_to_sender"],
  rto_delivered: ["DELIVERED", "delivered"],
  lost: ["FAILURE", "package_lost"],
} as const;

/** What insurance costs of the value: its size is the sandbox's own. */
const INSURANCE_SHARE = 0.0125;

/** Of the whole shipment, or of each parcel of several. */
function insuredOf(body: Body): number {
  const amountIn = (of: Json | undefined) => Number((((of as Body)?.extra as Body)?.insurance as Body)?.amount ?? 0);
  return (body.parcels as readonly Body[]).reduce((sum, parcel) => sum + amountIn(parcel), amountIn(body));
}

/** Queued and visible, one parcel after the other; the carrier's answer comes last. */
function makeInSteps(bought: readonly Label[], labels: Map<string, Label>, status: string): void {
  const shown = bought.map((label) => () => void labels.set(label.id, label));
  const made = bought.map((label) => () => void Object.assign(label, { status }));
  inSteps(...shown, ...made);
}

/** Starts an account with one carrier, in test mode. */
function labelFile({ number, metadata, format }: Label): SandboxReply {
  if (format !== "ZPLII") {
    const bytes = samplePdf([number, "USPS Priority Mail", metadata]);
    return { status: 200, headers: { "content-type": "application/pdf" }, bytes };
  }
  const bytes = Buffer.from(`^XA^PW812^LL1218^FO50,50^BY3^BCN,200,Y,N,N^FD${number}^FS^XZ\n`);
  return { status: 200, headers: { "content-type": "application/octet-stream" }, bytes };
}

export async function startSandbox(options: SandboxOptions): Promise<ShippoSandbox> {
  const rates = new Map<string, Rate>();
  const labels = new Map<string, Label>();
  const state: ShippoState = { nextStatuses: [], hooks: new Map() };
  let isRevoked = false;
  let made = 0;
  const id = () => {
    made += 1;
    return made.toString(16).padStart(32, "0");
  };
  const now = () => new Date(options.clock.now()).toISOString();
  const about = (objectId: string) => ({
    object_created: now(),
    object_updated: now(),
    object_id: objectId,
    object_owner: "ops@example.com",
  });

  const server = await startSandboxServer({
    provider: "shippo",
    options,
    handle: (request) => answer(request),
    throttleReply: (seconds) => withRetryAfter({ status: 429, json: { detail: "Request was throttled." } }, seconds),
    onRevoke: () => {
      isRevoked = true;
    },
  });

  function answer(request: SandboxRequest): SandboxReply {
    const [area = "", key, more] = request.path.split("/").filter(Boolean);
    const label = area === "labels" ? labels.get(key ?? "") : undefined;
    if (label) return labelFile(label);
    if (request.headers.authorization !== `ShippoToken ${TOKEN}` || isRevoked)
      return { status: 401, json: { detail: "Token does not exist" } };
    const route = `${request.method} ${area}`;
    if (route === "GET carrier_accounts") return key ? { status: 200, json: carrier() } : listOf([carrier()]);
    if (route === "POST shipments") return quote(request.json() as Body);
    if (route === "POST transactions") return buy(request.json() as Body);
    if (route === "GET transactions") return key ? one(labels.get(key)) : bought(request.query.get("rate"));
    if (route === "POST refunds") return refund(request.json() as Body);
    if (route === "GET tracks") return tracked(key ?? "", more ?? "");
    if (area === "webhooks") return hooks(request, key);
    return { status: 404, json: { detail: "Not found." } };
  }

  const listOf = (results: readonly Json[]): SandboxReply => ({
    status: 200,
    json: { next: null, previous: null, results: [...results] },
  });
  const one = (label: Label | undefined): SandboxReply =>
    label ? { status: 200, json: view(label) } : { status: 404, json: { detail: "Not found." } };
  const bought = (rate: string | null) => listOf([...labels.values()].filter((label) => label.rate === rate).map(view));
  const carrier = (): Body => ({
    object_id: ACCOUNT,
    object_owner: "ops@example.com",
    carrier: "usps",
    carrier_name: "USPS",
    account_id: "shippo_usps_account",
    active: true,
    is_shippo_account: true,
    parameters: {},
    test: true,
    metadata: "",
  });

  function quote(body: Body): SandboxReply {
    const to = body.address_to as Body;
    const parcels = (body.parcels as readonly Body[]).map((parcel) => ({
      ...parcel,
      object_id: id(),
      object_state: "VALID",
    }));
    if (!to.street1) return { status: 400, json: { address_to: ["street1: This field is required."] } };
    const shipment = id();
    const isServed = to.zip !== UNSERVED;
    const insured = insuredOf(body);
    const ids = parcels.map((parcel) => parcel.object_id);
    const offers = isServed ? SERVICES.map((service) => offer(service, { shipment, parcels: ids, insured })) : [];
    return {
      status: 201,
      json: {
        ...about(shipment),
        status: "SUCCESS",
        address_from: body.address_from ?? null,
        address_to: to,
        parcels,
        carrier_accounts: [ACCOUNT],
        metadata: body.metadata ?? "",
        messages: isServed ? [] : [{ source: "USPS", code: "", text: "The destination address is invalid." }],
        rates: offers,
        test: true,
      },
    };
  }

  function offer(
    service: (typeof SERVICES)[number],
    { shipment, parcels, insured }: { shipment: string; parcels: readonly string[]; insured: number },
  ): Body {
    const rate = id();
    const cover = insured * INSURANCE_SHARE;
    const amount = (Number(service.amount) * parcels.length + cover).toFixed(2);
    const shown: Body = {
      object_created: now(),
      object_id: rate,
      object_owner: "ops@example.com",
      shipment,
      attributes: [...service.attributes],
      amount,
      currency: "USD",
      amount_local: amount,
      currency_local: "USD",
      included_insurance_price: insured === 0 ? null : Number(cover.toFixed(2)),
      provider: "USPS",
      servicelevel: { name: service.name, token: service.token, terms: "", extended_token: service.token },
      estimated_days: service.days,
      duration_terms: "",
      carrier_account: ACCOUNT,
      test: true,
      zone: "1",
      messages: [],
    };
    rates.set(rate, { id: rate, insured: insured === 0 ? "" : insured.toFixed(2), parcels, view: shown });
    return shown;
  }

  /** Buying a rate twice bills twice. */
  function buy(body: Body): SandboxReply {
    const rate = rates.get(String(body.rate));
    if (!rate) return { status: 400, json: { rate: ["Rate with supplied object_id not found."] } };
    const status = state.nextStatuses.shift() ?? "SUCCESS";
    const bought = rate.parcels.map((parcel, n) => {
      const key = id();
      const label: Label = {
        id: key,
        rate: rate.id,
        parcel,
        number: `94001${String(labels.size + n + 1).padStart(17, "0")}`,
        metadata: String(body.metadata ?? ""),
        format: String(body.label_file_type ?? "PDF_4x6"),
        charged: String(rate.view.amount),
        insured: rate.insured,
        createdAt: now(),
        status: "QUEUED",
        history: [],
      };
      return label;
    });
    makeInSteps(bought, labels, status);
    const [first] = bought;
    return first ? { status: 201, json: view(first) } : { status: 400, json: { detail: "No parcel." } };
  }

  function view(label: Label): Body {
    const isMade = label.status !== "ERROR" && label.status !== "QUEUED" && label.status !== "WAITING";
    return {
      ...about(label.id),
      object_created: label.createdAt,
      object_state: "VALID",
      status: label.status,
      rate: label.rate,
      parcel: label.parcel,
      label_file_type: label.format,
      label_url: isMade ? `${server.url}/labels/${label.id}?Expires=1&Signature=x` : "",
      commercial_invoice_url: null,
      qr_code_url: null,
      tracking_number: isMade ? label.number : "",
      tracking_status: "UNKNOWN",
      tracking_url_provider: isMade ? `https://track.example.com/${label.number}` : "",
      eta: null,
      messages:
        label.status === "ERROR"
          ? [
              {
                source: "USPS",
                code: "carrier_timeout",
                text: "USPS did not respond. Please try again in a few minutes.",
              },
            ]
          : [],
      metadata: label.metadata,
      test: true,
    };
  }

  function refund(body: Body): SandboxReply {
    const label = labels.get(String(body.transaction));
    if (!label) return { status: 404, json: { detail: "Not found." } };
    const isUsed = label.history.length > 0;
    if (!isUsed) label.status = "REFUNDPENDING";
    return {
      status: 201,
      json: { ...about(id()), status: isUsed ? "ERROR" : "QUEUED", transaction: label.id, test: true },
    };
  }

  function trackOf(label: Label): Body {
    const newest = label.history.at(-1);
    const place = { city: "Las Vegas", state: "NV", zip: "89101", country: "US" };
    return {
      carrier: "usps",
      tracking_number: label.number,
      address_from: place,
      address_to: place,
      eta: null,
      original_eta: null,
      servicelevel: { token: "usps_priority", name: "Priority Mail" },
      metadata: label.metadata,
      tracking_status: newest ?? null,
      tracking_history: [...label.history],
      messages: [],
      transaction: label.id,
    };
  }

  function tracked(carrierToken: string, number: string): SandboxReply {
    const label = [...labels.values()].find((one) => one.number === number);
    if (carrierToken !== "usps" || !label) return { status: 404, json: { detail: "Not found." } };
    return { status: 200, json: trackOf(label) };
  }

  function hooks(request: SandboxRequest, key: string | undefined): SandboxReply {
    const shown = (hookId: string) => ({ ...about(hookId), is_test: true, ...state.hooks.get(hookId) });
    if (request.method === "GET") return listOf([...state.hooks.keys()].map((hookId) => shown(hookId) as Body));
    if (request.method === "DELETE") {
      const isThere = state.hooks.delete(key ?? "");
      return isThere ? { status: 204, text: "" } : { status: 404, json: { detail: "Not found." } };
    }
    const body = request.json() as Body;
    if (String(body.url).length >= 200)
      return { status: 400, json: { url: ["Ensure this field has no more than 200 characters."] } };
    const hookId = id();
    state.hooks.set(hookId, { url: String(body.url), event: String(body.event), active: body.active !== false });
    return { status: 201, json: shown(hookId) };
  }

  function scanned(number: string, [status, code]: readonly [string, string]): true {
    const label = [...labels.values()].find((each) => each.number === number) ?? missing("parcel", number);
    label.history.push({
      ...about(id()),
      status,
      status_details: `${status} ${code}`.trim(),
      status_date: now(),
      substatus: code === "" ? null : { code, text: code, action_required: false },
      location: { city: "Las Vegas", state: "NV", zip: "89101", country: "US" },
    });
    const body = JSON.stringify({ event: "track_updated", test: true, data: trackOf(label) });
    for (const hook of state.hooks.values())
      if (hook.active && (hook.event === "track_updated" || hook.event === "all"))
        server.webhooks.send({ url: hook.url, headers: { "content-type": "application/json" }, body });
    return true;
  }

  const parcelOf = (label: Label): SandboxParcel => ({
    reference: label.metadata,
    trackingNumber: label.number,
    word: String(label.history.at(-1)?.status ?? "UNKNOWN"),
    isCancelled: label.status.startsWith("REFUND"),
    charged: label.charged,
    insured: label.insured,
    collects: "",
  });

  const console: CourierConsole = {
    credentials: () => ({ apiToken: TOKEN }),
    installWebhooks: () => ({}),
    unservedPostcode: UNSERVED,
    parcels: () => [...labels.values()].filter(({ status }) => status !== "ERROR").map(parcelOf),
    // Shippo has no word for a van that came in vain.
    scan: (number, means) => means !== "pickup_failed" && scanned(number, TEXTS[means]),
    scanWord: (number, word) => void scanned(number, [word, ""]),
    workOff() {
      for (const label of labels.values()) {
        if (label.status === "QUEUED" || label.status === "WAITING") label.status = "SUCCESS";
        if (label.status === "REFUNDPENDING") label.status = "REFUNDED";
      }
    },
  };
  return { ...sandboxOn(server, console), state };
}
