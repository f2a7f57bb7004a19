/** GST invoices as the file India's e-way bill portal takes. */
import { Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { saveFile } from "../ui/hand-over.ts";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

interface Transport {
  readonly transporterId: string;
  readonly vehicleNumber: string;
  readonly distanceKm: number | null;
}

const NOTHING: Transport = { transporterId: "", vehicleNumber: "", distanceKm: null };

/** Who carries the goods, and the file by it. */
export function useEwayBills() {
  const [transport, setTransport] = useState(NOTHING);
  const isReady = transport.transporterId === "" || /^[0-9A-Z]{15}$/.test(transport.transporterId);
  return {
    isReady,
    fields: <TransportFields value={transport} isReady={isReady} onChange={setTransport} />,
    /** Hands the file of these invoices to the browser. */
    async download(ids: readonly string[]): Promise<void> {
      const { transporterId, vehicleNumber, distanceKm } = transport;
      const query = {
        ids: ids.join(","),
        ...(transporterId !== "" && { transporterId }),
        ...(vehicleNumber.trim() !== "" && { vehicleNumber: vehicleNumber.trim() }),
        ...(distanceKm !== null && { distanceKm }),
      };
      const file = await body(hub.GET("/api/invoices/e-way-bills", { params: { query } }));
      saveFile(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }), "e-way-bills.json");
    },
  };
}

interface FieldsProps {
  readonly value: Transport;
  readonly isReady: boolean;
  onChange(value: Transport): void;
}

function TransportFields({ value, isReady, onChange }: FieldsProps) {
  const { t } = useTranslation("invoices");
  const ltr = { input: { direction: "ltr" } } as const;
  const field = fieldsOf(value, (part) => onChange({ ...value, ...part }));
  return (
    <Stack gap="sm">
      <Quiet>{t("eway.text")}</Quiet>
      <TextInput
        label={t("eway.transporterId")}
        description={t("eway.transporterIdHelp")}
        error={isReady ? undefined : t("eway.transporterIdWrong")}
        maxLength={15}
        styles={ltr}
        {...boundText(value.transporterId, (text) => onChange({ ...value, transporterId: text.trim().toUpperCase() }))}
      />
      <TextInput label={t("eway.vehicle")} maxLength={20} styles={ltr} {...field.text("vehicleNumber")} />
      <WholeNumber
        label={t("eway.distance")}
        description={t("eway.distanceHelp")}
        min={1}
        max={4000}
        {...field("distanceKm")}
      />
    </Stack>
  );
}

/** Asked for one invoice. */
export function EwayBillDialog({
  id,
  number,
  onClose,
}: {
  readonly id: string;
  readonly number: string;
  onClose(): void;
}) {
  const { t } = useTranslation("invoices");
  const { fields, isReady, download } = useEwayBills();
  const make = useFormAction({ run: (_: undefined) => download([id]), done: onClose });
  return (
    <FormDialog
      help={<Help of="eway_bill" />}
      title={t("eway.downloadOf", { number })}
      label={t("eway.download")}
      action={make}
      isReady={isReady}
      onClose={onClose}
    >
      {fields}
    </FormDialog>
  );
}
