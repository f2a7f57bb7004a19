import type { Alert } from "../hub/alerts/alerts.ts";
import type { Deps } from "./deps.ts";
import { translateEach, translatorOf } from "./language.ts";
import type { Call } from "./route.ts";

/** Alerts in the language asked for; the hub's own words keep their codes beside them. */
export function translateAlerts(
  { connectors }: Pick<Deps, "connectors">,
  { language }: Pick<Call<unknown, unknown, unknown>, "language">,
  alerts: readonly Alert[],
): readonly Alert[] {
  const translate = translatorOf(connectors, language);
  return alerts.map((alert) => {
    const { said, text } = alert;
    if (said === null) return alert;
    return {
      ...alert,
      text: translate({ text, said: said.text }),
      said: { ...said, text: translateEach(connectors, language, said.text) },
    };
  });
}
