import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";

type EndpointFacts = Pick<Shape<"WebhookEndpoint">, "enabled" | "disabledReason" | "failingSince">;

export function EndpointState({ endpoint }: { readonly endpoint: EndpointFacts }) {
  const { t } = useTranslation("settings");
  if (!endpoint.enabled)
    return endpoint.disabledReason === "by_hand" ? (
      <Status meaning="neutral">{t("webhooks.off")}</Status>
    ) : (
      <Status meaning="failed">{t("webhooks.switchedOff")}</Status>
    );
  if (endpoint.failingSince !== null) return <Status meaning="attention">{t("webhooks.failing")}</Status>;
  return <Status meaning="good">{t("webhooks.on")}</Status>;
}

type DeliveryState = Shape<"WebhookDelivery">["state"];
const MEANING = { waiting: "waiting", delivered: "good", failed: "failed" } as const;

export function DeliveryStatus({ state }: { readonly state: DeliveryState }) {
  const { t } = useTranslation("settings");
  return <Status meaning={MEANING[state]}>{t(`webhooks.states.${state}`)}</Status>;
}
