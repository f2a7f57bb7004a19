/** A hold as it is typed, and as the hub is asked for it. */
import { type GivenReason, HOLD_EVENTS } from "../../../src/commerce/order-holds.ts";
import type { Sent } from "../data/hub.ts";
import { momentIn } from "../i18n/zone-day.ts";

export const ENDS = ["release", "day", ...HOLD_EVENTS] as const;

export interface HoldDraft {
  readonly reason: GivenReason;
  readonly holdNote: string;
  readonly ends: (typeof ENDS)[number];
  readonly day: string;
  readonly time: string;
  readonly keepsUnits: boolean;
}

export const FIRST_HOLD: HoldDraft = {
  ...{ reason: "fraud", holdNote: "", ends: "release", day: "", time: "09:00", keepsUnits: true },
};

export const isHoldReady = ({ ends, day, time }: HoldDraft): boolean => ends !== "day" || (day !== "" && time !== "");

/** What the hub is asked. */
export function holdRequest(
  { reason, holdNote, ends, day, time, keepsUnits }: HoldDraft,
  zone: string,
): Sent<"postOrdersByIdHold"> {
  const event = HOLD_EVENTS.find((each) => each === ends);
  return {
    reason,
    ...(holdNote.trim() !== "" && { note: holdNote.trim() }),
    ...(event && { untilEvent: event }),
    ...(ends === "day" && { untilAt: momentIn(day, time, zone) }),
    keepsUnits: keepsUnits || event === "in_stock",
  };
}
