/** When drafts are published, as it is chosen in a form. */
import { momentIn } from "../i18n/zone-day.ts";

/** The moment of "2026-11-30T09:30" in the zone; null: nothing was chosen, or it is past and means now. */
export function timeToCome(chosen: string, zone: string, now = Date.now()): string | null {
  const at = momentIn(chosen.slice(0, 10), chosen.slice(11, 16), zone);
  return at !== "" && Date.parse(at) > now ? at : null;
}
