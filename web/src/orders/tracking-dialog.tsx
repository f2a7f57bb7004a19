/** Changes the tracking of a parcel that has left. */
import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { useCommand } from "./command.ts";
import type { DialogProps } from "./command-dialog.ts";
import { sentTracking, TrackingNumbers, TrackingUrl } from "./tracking-fields.tsx";

export function TrackingDialog({ order, fulfilmentKey, onClose }: DialogProps & { readonly fulfilmentKey: string }) {
  const { t } = useTranslation("orders/page");
  const parcel = order.fulfilments.find(({ key }) => key === fulfilmentKey);
  const [carrier, setCarrier] = useState(parcel?.carrier ?? "");
  const [numbers, setNumbers] = useState<string[]>([...(parcel?.trackingNumbers ?? [])]);
  const [url, setUrl] = useState(parcel?.trackingUrl ?? "");
  const [isReported, setNotifies] = useState(false);
  const change = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/tracking", {
          ...ofId(order.id),
          body: {
            fulfilmentKey,
            trackingNumbers: numbers,
            notifyCustomer: isReported,
            ...sentTracking({ carrier, url }),
          },
        }),
      ),
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="tracking_number" />}
      title={t("tracking.title")}
      label={t("tracking.label")}
      isReady={numbers.length > 0}
      action={change}
      onSubmit={() => change.start(undefined)}
      onClose={onClose}
    >
      <TextInput label={t("parcel.carrier")} maxLength={100} {...boundText(carrier, setCarrier)} />
      <TrackingNumbers numbers={numbers} isFirst onChange={setNumbers} />
      <TrackingUrl {...boundText(url, setUrl)} />
      <Checkbox label={t("notify")} {...boundTick(isReported, setNotifies)} />
    </FormDialog>
  );
}
