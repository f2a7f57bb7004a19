/** Whether the scan station asks for a variant's serial numbers; kept apart from what the form sends. */
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";

const settingQuery = (variantId: string) =>
  reading(["products", "serials", variantId], () => hub.GET("/api/variants/{id}/serial-numbers", ofId(variantId)));

export function SerialSwitch({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("products");
  const { data } = useQuery(settingQuery(variantId));
  const set = useAction({
    run: (asksSerial: boolean) =>
      body(hub.PUT("/api/variants/{id}/serial-numbers", { ...ofId(variantId), body: { asksSerial } })),
    renews: [["products", "serials", variantId]],
  });
  return (
    <Switch
      label={t("variant.serials")}
      description={t("variant.serialsHelp")}
      disabled={data === undefined || set.isRunning}
      checked={data?.asksSerial ?? false}
      onChange={({ currentTarget }) => set.start(currentTarget.checked)}
    />
  );
}
