/** Who a booked parcel goes to, corrected at its courier; and a word where the order says another than the courier was told. */
import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isCancelling } from "../../../../src/commerce/shipment-states.ts";
import { orderQuery } from "../../data/order.ts";
import { Help } from "../../help/help.tsx";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { boundText } from "../../ui/field.ts";
import type { Shipment } from "../queries.ts";
import { type CorrectionResult, correctionQuery, correctReceiver, type Receiver } from "./queries.ts";

const isOpen = ({ state, endedAt, cancelState }: Shipment) =>
  state === "booked" && endedAt === null && !isCancelling(cancelState);

export function ReceiverChanged({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments/desk");
  if (!one.isReceiverChanged || one.orderChanges.includes("receiver")) return null;
  return (
    <Alert color="yellow" title={t("receiver.changed")} data-receiver-changed>
      <Text size="sm">{t("receiver.changedText")}</Text>
    </Alert>
  );
}

export function CorrectReceiver({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments/desk");
  const [isRequesting, setRequest] = useState(false);
  const { data: requested } = useQuery({ ...correctionQuery(one), enabled: isOpen(one) });
  if (!isOpen(one) || !requested?.takesCorrections) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconMapPin size={16} />} onClick={() => setRequest(true)}>
        {t("receiver.action")}
      </Button>
      {isRequesting && <Loaded one={one} onClose={() => setRequest(false)} />}
    </>
  );
}

interface Props {
  readonly one: Shipment;
  onClose(): void;
}

function Loaded(props: Props) {
  const { data: order } = useQuery(orderQuery(props.one.orderId));
  if (!order) return null;
  const { shippingAddress, contact } = order;
  const of = (name: string) => {
    const value = shippingAddress?.[name] ?? contact[name];
    return typeof value === "string" ? value : "";
  };
  const first = { name: of("name"), phone: of("phone"), line1: of("line1"), line2: of("line2") };
  const company = typeof shippingAddress?.company === "string" ? shippingAddress.company.trim() : "";
  return <Dialog {...props} first={first} company={company} />;
}

const FIELDS = ["name", "phone", "line1", "line2"] as const;
type Typed = Readonly<Record<(typeof FIELDS)[number], string>>;

/** A street is sent whole: without its company the courier would have none. */
function changeOf({ name, phone, line1, line2 }: Typed, company: string): Receiver {
  const street = {
    ...(company !== "" && { company }),
    line1: line1.trim(),
    ...(line2.trim() !== "" && { line2: line2.trim() }),
  };
  return {
    ...(name.trim() !== "" && { name: name.trim() }),
    ...(phone.trim() !== "" && { phone: phone.trim() }),
    ...(line1.trim() !== "" && { street }),
  };
}

function Dialog({ one, first, company, onClose }: Props & { readonly first: Typed; readonly company: string }) {
  const { t } = useTranslation("shipments/desk");
  const [typed, setTyped] = useState<Typed>(first);
  const [refusal, setRefusal] = useState<string | null>(null);
  const send = useFormAction({
    run: (change: Receiver) => correctReceiver(one.id, change),
    renews: [["shipments"], ["orders", one.orderId]],
    done: (reported: CorrectionResult) => {
      if (reported.isAccepted) onClose();
      else setRefusal(reported.text);
    },
    said: (reported: CorrectionResult) =>
      t(reported.isAccepted ? "receiver.accepted" : "receiver.refused", { courier: one.courierName }),
  });
  const change = changeOf(typed, company);
  return (
    <FormDialog
      help={<Help of="delivery_address" />}
      title={t("receiver.title", { number: one.orderNumber })}
      label={t("receiver.send", { courier: one.courierName })}
      isReady={Object.keys(change).length > 0}
      action={send}
      onSubmit={() => send.start(change)}
      onClose={onClose}
    >
      <Stack gap="sm" data-receiver>
        <Text size="sm">{t("receiver.text")}</Text>
        {FIELDS.map((name) => (
          <TextInput
            key={name}
            label={t(`receiver.${name}`)}
            {...boundText(typed[name], (text) => setTyped({ ...typed, [name]: text }))}
            maxLength={name === "phone" ? 40 : 200}
            dir={name === "phone" ? "ltr" : "auto"}
          />
        ))}
        {refusal !== null && (
          <Alert color="yellow" role="status" title={t("receiver.refused", { courier: one.courierName })}>
            <HubText text={refusal} />
          </Alert>
        )}
      </Stack>
    </FormDialog>
  );
}
