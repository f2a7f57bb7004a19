/** How much of its limit an account has used, as Meta's headers tell it (sheet section 3). */
import type { PlatformResponse } from "../kit/contract/platform-http.ts";

export interface Usage {
  /** The highest share told, in percent; 0 where nothing is told. */
  readonly percent: number;
  /** Until calls are taken again; 0 where nothing is told. */
  readonly regainMs: number;
}

const HEADERS = [
  "x-business-use-case-usage",
  "x-ad-account-usage",
  "x-app-usage",
  "x-fb-ads-insights-throttle",
] as const;
const PERCENTS = new Set(["call_count", "total_cputime", "total_time", "acc_id_util_pct", "app_id_util_pct"]);

export function usageOf({ headers }: Pick<PlatformResponse, "headers">): Usage {
  let [percent, regainMs] = [0, 0];
  for (const header of HEADERS)
    for (const [name, value] of numbersIn(headers[header])) {
      if (PERCENTS.has(name)) percent = Math.max(percent, value);
      // Minutes there, seconds here.
      if (name === "estimated_time_to_regain_access") regainMs = Math.max(regainMs, value * 60_000);
      if (name === "reset_time_duration" && percent >= 100) regainMs = Math.max(regainMs, value * 1_000);
    }
  return { percent, regainMs };
}

/** Every number of a header's JSON by its name, however deep; a header that is none tells nothing. */
function numbersIn(text: string | undefined): readonly (readonly [string, number])[] {
  if (!text) return [];
  const found: (readonly [string, number])[] = [];
  try {
    JSON.parse(text, (name, value: unknown) => {
      if (typeof value === "number") found.push([name, value]);
      return value;
    });
  } catch {
    return [];
  }
  return found;
}
