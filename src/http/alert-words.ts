import type { Alert } from "../hub/alerts/alerts.ts";
import type { Deps } from "./deps.ts";
import { partsIn, tellerOf } from "./language.ts";
import type { Call } from "./route.ts";

/** Alerts in the language asked for; the hub's own words keep their codes beside them. */
export function alertsIn(
  { connectors }: Pick<Deps, "connectors">,
  { language }: Pick<Call<unknown, unknown, unknown>, "language">,
  alerts: readonly Alert[],
): readonly Alert[] {
  const tell = tellerOf(connectors, language);
  return alerts.map((alert) => {
    const { said, text } = alert;
    if (said === null) return alert;
    return {
      ...alert,
      text: tell({ text, said: said.text }),
      said: { ...said, text: partsIn(connectors, language, said.text) },
    };
  });
}
