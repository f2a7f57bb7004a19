/** Where a shipment stands, in one word. */
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";
import type { ShipmentRow } from "./queries.ts";

type Stage = ShipmentRow["stage"];

const MEANING: Record<Stage, Meaning> = {
  booking: "waiting",
  attention: "attention",
  refused: "failed",
  ready: "information",
  moving: "information",
  returning: "attention",
  delivered: "good",
  returned: "neutral",
  cancelled: "neutral",
};

export function ShipmentStage({
  of,
}: {
  readonly of: Pick<ShipmentRow, "stage" | "state" | "status" | "isStale" | "isHandedOver">;
}) {
  const { t } = useTranslation("shipments");
  return <Status meaning={MEANING[of.stage]}>{t(wordOf(of))}</Status>;
}

/** The booking's word until it is booked, then the parcel's. */
function wordOf({ state, status, isHandedOver }: Pick<ShipmentRow, "state" | "status" | "isHandedOver">) {
  // Its courier has it, and has not scanned it yet.
  if (isHandedOver && (status === "created" || status === "label_ready")) return "handedOver";
  return state === "booked" ? (`status.${status}` as const) : (`state.${state}` as const);
}
