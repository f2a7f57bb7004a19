/** What mends an alert, by the action the hub gave it: something it can do at once, or the place where a person settles it. */
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import type { Action } from "../data/session.ts";
import type texts from "./sign/messages/en.json";

export type Alert = Shape<"Alert">;
type Word = keyof (typeof texts)["mend"];

interface Place {
  readonly word: Word;
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
}

interface Deed {
  readonly word: Word;
  readonly needs: Action;
  run(): Promise<unknown>;
}

type Given = Readonly<Record<string, string>>;

function givenOf({ action }: Alert): Given {
  if (typeof action !== "object" || action === null) return {};
  return Object.fromEntries(
    Object.entries(action).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What the hub can do at once; undefined: a person has to look. */
export function deedOf(alert: Alert): Deed | undefined {
  const given = givenOf(alert);
  const { storeId, subjectId } = alert;
  const { kind, eventId, commandId, runId } = given;
  if (kind === "replay_event" && storeId !== null && eventId !== undefined) {
    const path = { params: { path: { id: storeId, eventId } } };
    const run = () => body(hub.POST("/api/stores/{id}/webhook-events/{eventId}/replay", path));
    return { word: "replay", needs: "act_on_orders", run };
  }
  if (kind === "retry_command" && subjectId !== null && commandId !== undefined) {
    const path = { params: { path: { id: subjectId, commandId } } };
    const run = () => body(hub.POST("/api/orders/{id}/commands/{commandId}/retry", path));
    return { word: "retryCommand", needs: "act_on_orders", run };
  }
  const components = componentsOf(alert);
  if (kind === "make_bundle" && subjectId !== null && components.length > 0) {
    const path = { params: { path: { id: subjectId } }, body: { components } };
    const run = () => body(hub.PUT("/api/variants/{id}/components", path));
    return { word: "makeBundle", needs: "edit_catalogue", run };
  }
  if (kind === "retry_run" && runId !== undefined) {
    const run = () => body(hub.POST("/api/runs/{id}/retry", ofId(runId)));
    return { word: "retryRun", needs: "edit_catalogue", run };
  }
  return /^retry_(stock|price|content)$/.test(kind ?? "") ? deedOfMany(alert) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a pack is to be made of. */
function componentsOf({ action }: Alert): { readonly variantId: string; readonly quantity: number }[] {
  const given = isRecord(action) && Array.isArray(action["components"]) ? action["components"] : [];
  return given
    .filter(isRecord)
    .flatMap(({ variantId, quantity }) =>
      typeof variantId === "string" && typeof quantity === "number" ? [{ variantId, quantity }] : [],
    );
}

/** Everything that failed at the alert's store, once more. */
export function deedOfMany({ storeId }: Alert): Deed | undefined {
  if (storeId === null) return undefined;
  const run = () => body(hub.POST("/api/stores/{id}/retry-failed-sync", ofId(storeId)));
  return { word: "retryAll", needs: "act_on_orders", run };
}

/** Where several of one cause are seen one by one. */
export function linkForMany({ storeId }: Alert): Place | undefined {
  if (storeId === null) return undefined;
  return { word: "failed", to: `/channels/${storeId}`, search: { tab: "activity", status: "failed" } };
}

/** The same for every alert of an action. */
const LOCATIONS: Readonly<Record<string, Place>> = {
  settle_conflict: { word: "decide", to: "/inbox/conflicts", search: { state: "open", view: "open" } },
  settle_stock_hold: { word: "decide", to: "/inbox" },
  open_variant: { word: "stock", to: "/inventory" },
  show_lots: { word: "lots", to: "/inventory/lots" },
  show_low_stock: { word: "lowStock", to: "/inventory/low-stock" },
};

const draftsOf = (storeId: string | null, category: string | undefined): Place | undefined =>
  storeId === null || category === undefined
    ? undefined
    : { word: "drafts", to: `/products/listings/${storeId}/${encodeURIComponent(category)}` };

/** Where a person sees what it is about, and settles it. */
export function linkFor(alert: Alert): Place | undefined {
  const given = givenOf(alert);
  const place = LOCATIONS[given["kind"] ?? ""];
  if (place) return place;
  const { storeId, subjectKind, subjectId } = alert;
  const store = storeId === null ? undefined : `/channels/${storeId}`;
  switch (given["kind"]) {
    case "reconnect":
      return storeId === null ? undefined : { word: "reconnect", to: `/channels/${storeId}` };
    case "show_gone":
      return store === undefined ? undefined : { word: "gone", to: store, search: { tab: "links", gone: "true" } };
    case "replay_event":
      return store === undefined
        ? undefined
        : { word: "failed", to: store, search: { tab: "activity", status: "failed" } };
    case "show_blocked":
      return store === undefined
        ? undefined
        : { word: "blocked", to: store, search: { tab: "links", blocked: "true" } };
    case "show_undecided":
      return store === undefined
        ? undefined
        : { word: "decide", to: store, search: { tab: "links", undecided: "true", view: "undecided" } };
    case "explain_price":
    case "retry_stock":
    case "retry_price":
      return store === undefined ? undefined : { word: "links", to: store, search: { tab: "links" } };
    case "open_order":
    case "retry_command":
      return subjectId === null ? undefined : { word: "order", to: `/orders/${subjectId}` };
    case "open_drafts":
      return draftsOf(storeId, given["categoryKey"]);
    case "open_product":
      return subjectId === null ? undefined : { word: "product", to: `/products/${subjectId}` };
    case "map_status":
      return store === undefined ? undefined : { word: "mapStatus", to: store, search: { tab: "rules" } };
    case "link_lines":
      return storeId === null
        ? undefined
        : { word: "unlinked", to: "/orders", search: { hasUnmapped: "true", storeId } };
    case "open_webhook_endpoint":
      return subjectId === null ? undefined : { word: "endpoint", to: `/settings/webhooks/${subjectId}` };
    case "make_bundle":
      return subjectId === null ? undefined : { word: "item", to: `/inventory/variants/${subjectId}` };
    case "export_customer":
      return subjectId === null ? undefined : { word: "customer", to: `/customers/${subjectId}` };
    case "retry_run":
      return subjectId === null ? undefined : { word: "run", to: `/channels/activity/${subjectId}` };
    default:
  }
  if (subjectKind === "run" && subjectId !== null) return { word: "run", to: `/channels/activity/${subjectId}` };
  return store === undefined ? undefined : { word: "store", to: store };
}
