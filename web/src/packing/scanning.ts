/** What the scan station does with a code: opens an order, counts an item, refuses what does not belong, closes a parcel. */
import { type OrderState, READY_TO_PACK, SENT_OFF } from "../../../src/commerce/order-states.ts";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { type Counted, isComplete, isToScan, type Scanned, scanned, toScan, withOne } from "../shipping/scanned.ts";
import { type FoundOrder, foundInBatch } from "./found.ts";
import { type LotTold, lotTold } from "./lots.ts";
import { type SerialResult, type Serials, serialResult, serialsOf } from "./serials.ts";
import type { StationOrder } from "./station-order.ts";

/** What is open at the station. */
export interface Open {
  readonly order: StationOrder;
  readonly counted: Counted;
  /** The parcel was opened: what was packed of it counts no more. */
  readonly again: boolean;
  readonly serials: Serials;
  readonly lots: Serials;
  /** A unit of it was scanned, and its serial number or lot comes next. */
  readonly asking: PackedItem | null;
}

/** What the last scan came to. */
export type ScanResult =
  /** `changed`: opened to be packed again, since its parcel holds too much. */
  | { readonly kind: "opened" | "changed" | "complete"; readonly number: string }
  | { readonly kind: "counted" | "enough" | "askSerial" | "askLot"; readonly title: string }
  | SerialResult
  | LotTold
  | { readonly kind: "wrong" | "none" | "several"; readonly code: string }
  | { readonly kind: "waits"; readonly number: string; readonly state: OrderState }
  /** What opens it once more. */
  | { readonly kind: "packed"; readonly order: StationOrder }
  | { readonly kind: "problem"; readonly error: unknown };

const GOOD: readonly ScanResult["kind"][] = ["opened", "counted", "complete", "askSerial", "askLot"];

export const isGood = ({ kind }: ScanResult): boolean => GOOD.includes(kind);

export interface PackedUnits {
  readonly lineId: string;
  readonly units: number;
  readonly serials?: readonly string[];
  readonly lots?: readonly string[];
}

export interface Closed {
  readonly order: StationOrder;
  readonly items: readonly PackedUnits[];
  readonly again: boolean;
}

export interface Ports {
  /** Those known here: of the batch. */
  readonly orders: readonly StationOrder[];
  /** Asks the hub. */
  ask(code: string): Promise<FoundOrder | "none" | "several">;
  /** What is wrong with a serial number; null: nothing, or the hub is away and says so later. */
  checkSerial(order: StationOrder, item: PackedItem, serial: string): Promise<SerialResult | null>;
  /** The same of a lot. */
  checkLot(item: PackedItem, lot: string): Promise<LotTold | null>;
  /** The organization's day, YYYY-MM-DD. */
  today(): string;
  /** The last scan of a parcel: shown as complete when this has taken it. */
  close(closed: Closed): void;
  /** What is shown has changed. */
  show(shown: Shown): void;
}

export interface Shown {
  readonly open: Open | null;
  readonly told: ScanResult | null;
}

export interface Station {
  ports: Ports;
  shown: Shown;
  /** Scanned while the hub was asked: a scanner does not wait. */
  readonly waiting: string[];
  isAsking: boolean;
  /** Packed here, whether the hub has heard of it or not; with what was too much in its parcels then. */
  readonly packed: Map<string, string>;
}

const EMPTY = { counted: {}, again: false, serials: {}, lots: {}, asking: null } as const;

export const newStation = (ports: Ports): Station => ({
  ports,
  shown: { open: null, told: null },
  waiting: [],
  isAsking: false,
  packed: new Map(),
});

export const isDone = ({ open }: Shown): boolean => open !== null && isComplete(open.order, open.counted);

function show(station: Station, shown: Partial<Shown>): void {
  station.shown = { ...station.shown, ...shown };
  station.ports.show(station.shown);
}

/** Codes are taken in the order they were scanned. */
export async function scan(station: Station, code: string): Promise<void> {
  station.waiting.push(code);
  if (station.isAsking) return;
  station.isAsking = true;
  try {
    for (let next = station.waiting.shift(); next !== undefined; next = station.waiting.shift())
      await takeCode(station, next);
  } finally {
    station.isAsking = false;
  }
}

async function takeCode(station: Station, code: string) {
  const { open } = station.shown;
  if (open?.asking?.asksLot) return takeLot(station, open, { item: open.asking, code });
  if (open?.asking) return takeSerial(station, open, { item: open.asking, code });
  // A parcel that is complete makes way for the next order.
  if (open !== null && !isDone(station.shown))
    return count(station, open, scanned(open.order, open.counted, code), code);
  const here = foundInBatch(
    station.ports.orders.map((order) => known(station, order)),
    code,
  );
  if (here) return openFound(station, here, code);
  try {
    const found = await station.ports.ask(code);
    if (found === "none" || found === "several") show(station, { told: { kind: found, code } });
    else openFound(station, found, code);
  } catch (error) {
    show(station, { told: { kind: "problem", error } });
  }
}

/** The order as it is once the hub has heard what was packed here. */
const known = ({ packed }: Station, order: StationOrder): StationOrder =>
  packed.get(order.id) === tooMuchOf(order) ? withPacked({ ...order, tooMuch: [] }, ({ left }) => left) : order;

/** Where it is another than when the order was packed here, the hub has heard of that and knows better. */
const tooMuchOf = ({ tooMuch }: StationOrder): string =>
  tooMuch.map(({ lineId, units }) => `${lineId} ${units}`).join();

const withPacked = (order: StationOrder, packed: (item: PackedItem) => number): StationOrder => ({
  ...order,
  items: order.items.map((item) => ({ ...item, packed: packed(item) })),
});

function openFound(station: Station, { by, order: found }: FoundOrder, code: string) {
  const order = known(station, found);
  const { number, state, items } = order;
  if (!READY_TO_PACK.includes(state) && !SENT_OFF.includes(state))
    return show(station, { told: { kind: "waits", number, state } });
  const isPacked = !isToScan(order) && items.some(({ left }) => left > 0);
  if (isPacked) return show(station, { told: { kind: "packed", order: found } });
  const open = { ...EMPTY, order };
  show(station, { open, told: { kind: order.tooMuch.length > 0 ? "changed" : "opened", number } });
  if (by === "item") count(station, open, scanned(order, {}, code), code);
}

function count(station: Station, open: Open, result: Scanned, code: string) {
  if (result.kind === "wrong") return show(station, { told: { kind: "wrong", code } });
  const { title } = result.item;
  if (result.kind === "enough") return show(station, { told: { kind: "enough", title } });
  const { asksLot, asksSerial } = result.item;
  if ((asksLot || asksSerial) && isToClose(open.order))
    return show(station, {
      open: { ...open, asking: result.item },
      told: { kind: asksLot ? "askLot" : "askSerial", title },
    });
  take(station, open, result);
}

function take(station: Station, open: Open, { item: { title }, counted, isComplete: isAll }: CountedUnit) {
  const { number } = open.order;
  const after = { ...open, counted };
  if (!isAll) return show(station, { open: after, told: { kind: "counted", title } });
  try {
    close(station, after);
    show(station, { open: after, told: { kind: "complete", number } });
  } catch (error) {
    show(station, { told: { kind: "problem", error } });
  }
}

/** What has left is looked at once more, and not packed again. */
const isToClose = (order: StationOrder): boolean => isToScan(order) && READY_TO_PACK.includes(order.state);

/** The unit counts with its number, so that a parcel is not complete without. */
async function takeSerial(station: Station, open: Open, { item, code }: { item: PackedItem; code: string }) {
  const serial = code.trim().toUpperCase();
  const here = serialResult(open.order, open.serials, { item, serial });
  const result = here ?? (await station.ports.checkSerial(open.order, item, serial));
  // Somebody went on to another order meanwhile.
  if (station.shown.open !== open) return;
  if (result !== null) return show(station, { told: result });
  const serials = { ...open.serials, [item.lineId]: [...serialsOf(open.serials, item.lineId), serial] };
  take(station, { ...open, serials, asking: null }, withOne(open.order, open.counted, item));
}

async function takeLot(station: Station, open: Open, { item, code }: { item: PackedItem; code: string }) {
  const { ports } = station;
  const lot = code.trim().toUpperCase();
  const result = lotTold(open.order, { item, lot, today: ports.today() }) ?? (await ports.checkLot(item, lot));
  if (station.shown.open !== open) return;
  if (result !== null) return show(station, { told: result });
  const lots = { ...open.lots, [item.lineId]: [...serialsOf(open.lots, item.lineId), lot] };
  take(station, { ...open, lots, asking: null }, withOne(open.order, open.counted, item));
}

type CountedUnit = Extract<Scanned, { readonly kind: "counted" }>;

function close(station: Station, { order, again, serials, lots }: Open): void {
  if (!isToClose(order)) return;
  const items = toScan(order).map(({ item: { lineId }, units }): PackedUnits => {
    const [ownSerials, ownLots] = [serialsOf(serials, lineId), serialsOf(lots, lineId)];
    return {
      lineId,
      units,
      ...(ownSerials.length > 0 && { serials: ownSerials }),
      ...(ownLots.length > 0 && { lots: ownLots }),
    };
  });
  station.ports.close({ order, items, again });
  station.packed.set(order.id, tooMuchOf(order));
}

/** The hub refused it: what it says of the order counts again. */
export const wasRefused = ({ packed }: Station, orderId: string): void => void packed.delete(orderId);

/** One more of what has no code, by hand. */
export function countOne(station: Station, item: PackedItem): void {
  const { open } = station.shown;
  if (open) count(station, open, withOne(open.order, open.counted, item), "");
}

/** The parcel was opened: everything that has not left is scanned once more. */
export function packAgain(station: Station, order: StationOrder): void {
  const open = { ...EMPTY, order: withPacked(order, () => 0), again: true };
  show(station, { open, told: { kind: "opened", number: order.number } });
}

export const leave = (station: Station): void => show(station, { open: null, told: null });
