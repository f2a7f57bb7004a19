/** Changes the tracking of a parcel that has left. */
import { Checkbox, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import type { DialogProps } from "./asking.ts";
import { useCommand } from "./command.ts";

export function TrackingDialog({ order, fulfilmentKey, onClose }: DialogProps & { readonly fulfilmentKey: string }) {
  const { t } = useTranslation("orders/page");
  const parcel = order.fulfilments.find(({ key }) => key === fulfilmentKey);
  const [carrier, setCarrier] = useState(parcel?.carrier ?? "");
  const [numbers, setNumbers] = useState<string[]>([...(parcel?.trackingNumbers ?? [])]);
  const [url, setUrl] = useState(parcel?.trackingUrl ?? "");
  const [isTold, setTold] = useState(false);
  const change = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/tracking", {
          ...ofId(order.id),
          body: {
            fulfilmentKey,
            trackingNumbers: numbers,
            notifyCustomer: isTold,
            ...(carrier.trim() !== "" && { carrier: carrier.trim() }),
            ...(url.trim() !== "" && { trackingUrl: url.trim() }),
          },
        }),
      ),
    done: onClose,
  });
  return (
    <FormDialog
      title={t("tracking.title")}
      label={t("tracking.label")}
      isReady={numbers.length > 0}
      action={change}
      onSubmit={() => change.start(undefined)}
      onClose={onClose}
    >
      <TextInput label={t("parcel.carrier")} maxLength={100} {...boundText(carrier, setCarrier)} />
      <TagsInput
        label={t("parcel.numbers")}
        value={numbers}
        onChange={setNumbers}
        maxTags={50}
        acceptValueOnBlur
        splitChars={[",", " ", "\n"]}
        styles={{ inputField: { direction: "ltr" } }}
        data-autofocus
      />
      <TextInput
        type="url"
        label={t("parcel.url")}
        placeholder="https://"
        {...boundText(url, setUrl)}
        styles={{ input: { direction: "ltr" } }}
      />
      <Checkbox label={t("notify")} {...boundTick(isTold, setTold)} />
    </FormDialog>
  );
}
