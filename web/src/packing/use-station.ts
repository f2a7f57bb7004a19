/** The scan station on a page: its batch, its outbox, and what is said of the last scan. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useState } from "react";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { batchQuery } from "../data/batch.ts";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { deviceId } from "../register/device/ids.ts";
import { beep } from "../shipping/beep.ts";
import { packedQuery } from "../shipping/packing.ts";
import { requestSender } from "../storage/sender-requested.ts";
import type { FoundOrder } from "./found.ts";
import { type LotTold, lookedLotTold } from "./lots.ts";
import { type Answer, storePacking } from "./outbox.ts";
import { outboxOf } from "./outboxes.ts";
import {
  countOne,
  isDone,
  isGood,
  leave,
  newStation,
  type Ports,
  packAgain,
  type ScanResult,
  scan,
  wasRefused,
} from "./scanning.ts";
import { inOrganization } from "./sent.ts";
import { lookupResult, type SerialResult } from "./serials.ts";
import type { StationOrder } from "./station-order.ts";

const NONE: readonly StationOrder[] = [];

/** The batch's orders, kept while the hub is away. */
function useBatch(batchId: string | undefined) {
  const batch = useQuery({ ...batchQuery(batchId ?? ""), enabled: batchId !== undefined }).data;
  const ids = batch?.items.map(({ orderId }) => orderId) ?? [];
  const packed = useQuery({ ...packedQuery(ids, batchId ?? ""), enabled: ids.length > 0 });
  // What was kept from before may be cancelled by now: until it is read anew, or the hub is away, the hub is asked.
  const isOld = packed.isFetching && !packed.isFetchedAfterMount && packed.failureCount === 0;
  return { batch, orders: isOld ? NONE : (packed.data ?? NONE) };
}

interface RequestInput {
  readonly code: string;
  readonly batchId: string | undefined;
  readonly organizationId: string;
}

/** Of the organization the packing is kept for. */
async function askHub({ code, batchId, organizationId }: RequestInput): Promise<FoundOrder | "none" | "several"> {
  const query = { code, ...(batchId !== undefined && { batchId }) };
  const { by, orders } = await body(
    hub.GET("/api/orders/scanned", { params: { query }, ...inOrganization(organizationId) }),
  );
  const [first] = orders;
  if (by === null || !first) return "none";
  return orders.length > 1 ? "several" : { by, order: first };
}

interface RequestedSerial {
  readonly order: StationOrder;
  readonly item: PackedItem;
  readonly serial: string;
  readonly organizationId: string;
}

/** As long as a packer waits: the hub looks at it again when the parcel is recorded. */
const SERIAL_MS = 2_500;

async function checkSerial({ order, item, serial, organizationId }: RequestedSerial): Promise<SerialResult | null> {
  if (item.variantId === null) return null;
  const query = { serial, variantId: item.variantId };
  const options = { params: { query }, ...inOrganization(organizationId), signal: AbortSignal.timeout(SERIAL_MS) };
  try {
    return lookupResult(await body(hub.GET("/api/serial-numbers", options)), serial, order.id);
  } catch {
    return null;
  }
}

interface LotAsked {
  readonly item: PackedItem;
  readonly lot: string;
  readonly today: string;
  readonly organizationId: string;
}

async function checkLot({ item, lot, today, organizationId }: LotAsked): Promise<LotTold | null> {
  if (item.variantId === null) return null;
  const query = { lot, variantId: item.variantId };
  const options = { params: { query }, ...inOrganization(organizationId), signal: AbortSignal.timeout(SERIAL_MS) };
  try {
    return lookedLotTold((await body(hub.GET("/api/lots", options))).items, { item, lot, today });
  } catch {
    return null;
  }
}

/** Keeps a parcel for the hub, and tells what the hub said of it. */
type OnPacked = (order: StationOrder, answer: Promise<Answer>, packingId: string) => void;

function useOutbox() {
  const { user, organization } = useSession();
  const organizationId = organization?.id ?? "";
  return { outbox: outboxOf(organizationId, user?.id ?? ""), organizationId };
}

export function useStation(batchId: string | undefined, onPacked: OnPacked) {
  const { batch, orders } = useBatch(batchId);
  const { outbox, organizationId } = useOutbox();
  const { zone } = useFormat();
  const today = () => dayOf(new Date().toISOString(), zone);
  const ports: Ports = {
    orders,
    ask: (code) => askHub({ code, batchId, organizationId }),
    checkSerial: (order, item, serial) => checkSerial({ order, item, serial, organizationId }),
    checkLot: (item, lot) => checkLot({ item, lot, today: today(), organizationId }),
    today,
    close({ order, items, again }) {
      const { id: orderId, number } = order;
      const packedAt = new Date().toISOString();
      const id = deviceId();
      const answer = storePacking(outbox, { id, orderId, number, packedAt, items, again });
      requestSender();
      onPacked(order, answer, id);
    },
    show(now) {
      setShown(now);
      if (now.told) beep(isGood(now.told) ? "good" : "wrong");
    },
  };
  const [station] = useState(() => newStation(ports));
  const [shown, setShown] = useState(station.shown);
  // A code that waits for the hub is taken by the page as it is then.
  useLayoutEffect(() => {
    station.ports = ports;
  });
  useEffect(() => {
    const forget = ({ orderId }: { readonly orderId: string }) => wasRefused(station, orderId);
    outbox.onRefused.add(forget);
    return () => void outbox.onRefused.delete(forget);
  }, [outbox, station]);
  return {
    ...shown,
    isDone: isDone(shown),
    batch,
    scan: (code: string) => {
      if (code !== "") void scan(station, code);
    },
    countOne: (item: PackedItem) => countOne(station, item),
    packAgain: (order: StationOrder) => packAgain(station, order),
    leave: () => leave(station),
  };
}

/** What a scan came to, in words. */
export function useResultText(): (result: ScanResult) => string {
  const { t } = useTranslation("packing");
  const stateWord = useTranslation("orders").t;
  const { day } = useFormat();
  return (result) => {
    if (result.kind === "counted") return result.title;
    if (result.kind === "problem") return problemText(result.error);
    if (result.kind === "packed") return t("scan.packed", { number: result.order.number });
    if (result.kind === "waits")
      return t("scan.waits", { number: result.number, state: stateWord(`state.${result.state}`) });
    if (result.kind === "lotExpired") return t("scan.lotExpired", { code: result.code, day: day(result.day, true) });
    return t(`scan.${result.kind}`, { ...result });
  };
}
