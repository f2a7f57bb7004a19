import type { Alert } from "../hub/alerts/alerts.ts";
import type { Deps } from "./deps.ts";
import { translateEach, translatorOf } from "./language.ts";
import type { Call } from "./route.ts";

type With = Pick<Deps, "connectors">;
type RouteDeps = Pick<Call<unknown, unknown, unknown>, "language">;

/** Alerts in the language asked for; the hub's own words keep their codes beside them. */
export const translateAlerts = <Each extends Alert>(deps: With, call: RouteDeps, alerts: readonly Each[]): Each[] =>
  alerts.map((alert) => translateAlert(deps, call, alert));

/** One of them. */
export function translateAlert<One extends Alert>({ connectors }: With, { language }: RouteDeps, alert: One): One {
  const { said, text } = alert;
  if (said === null) return alert;
  return {
    ...alert,
    text: translatorOf(connectors, language)({ text, said: said.text }),
    said: { ...said, text: translateEach(connectors, language, said.text) },
  };
}
