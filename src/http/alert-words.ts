import { partIn, textIn } from "../connectors/kit/connect/translate.ts";
import type { Connector, Language } from "../connectors/kit/contract/contract.ts";
import type { Alert } from "../hub/alerts/alerts.ts";
import type { Deps } from "./deps.ts";
import type { Call } from "./route.ts";

/** Alerts in the language asked for, as far as a connector said what they tell; the hub's own words have codes. */
export async function alertsIn(
  { connectors }: Pick<Deps, "connectors">,
  { tenant, language }: Pick<Call<unknown, unknown, unknown>, "tenant" | "language">,
  alerts: readonly Alert[],
): Promise<readonly Alert[]> {
  const ids = [...new Set(alerts.flatMap(({ storeId }) => storeId ?? []))];
  if (language === "en" || ids.length === 0) return alerts;
  const rows = await tenant((tx) =>
    tx.rows<{ id: string; provider: string }>(
      "select id, provider from connection where organization_id = argosy.tenant() and id = any($1::uuid[])",
      [ids],
    ),
  );
  const providers = new Map(rows.map(({ id, provider }) => [id, provider]));
  return alerts.map((alert) => {
    const provider = providers.get(alert.storeId ?? "");
    const connector = connectors.get(provider ?? "");
    return connector === undefined ? alert : worded(alert, connector, language);
  });
}

function worded(alert: Alert, connector: Connector, language: Language): Alert {
  const { said } = alert;
  return {
    ...alert,
    text: textIn(connector, language, alert.text),
    said: said && { ...said, text: said.text?.map((part) => partIn(connector, language, part)) ?? null },
  };
}
