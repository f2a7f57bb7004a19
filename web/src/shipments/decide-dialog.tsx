/** A booking without an answer: a person looked at the courier's page and says what is there. */
import { Radio, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { type Shipment, shipmentQuery } from "./queries.ts";

export function DecideDialog({ one, onClose }: { readonly one: Shipment; onClose(): void }) {
  const { t } = useTranslation("shipments");
  const client = useQueryClient();
  const [found, setFound] = useState<"yes" | "no" | null>(null);
  const [numbers, setNumbers] = useState<string[]>([]);
  const [carrier, setCarrier] = useState("");
  const decide = useFormAction({
    run: () =>
      body(
        hub.POST("/api/shipments/{id}/decide", {
          ...ofId(one.id),
          body:
            found === "yes"
              ? {
                  found: true,
                  trackingNumbers: numbers,
                  ...(carrier.trim() !== "" && { carrier: carrier.trim() }),
                }
              : { found: false },
        }),
      ),
    done: async (now: Shipment) => {
      client.setQueryData(shipmentQuery(one.id).queryKey, now);
      await client.invalidateQueries({ queryKey: ["shipments"] });
      await client.invalidateQueries({ queryKey: ["orders", one.orderId] });
      onClose();
    },
    said: t("decide.said"),
  });
  return (
    <FormDialog
      help={<Help of="booking_unknown" />}
      title={t("decide.title", { courier: one.courierName })}
      label={t(found === "no" ? "decide.again" : "decide.keep")}
      isReady={found === "no" || (found === "yes" && numbers.length === one.parcels)}
      action={decide}
      onClose={onClose}
    >
      <Text size="sm">{t("decide.text", { reference: one.reference })}</Text>
      <Radio.Group value={found} onChange={(value) => setFound(value === "yes" ? "yes" : "no")}>
        <Stack gap="xs">
          <Radio value="yes" label={t("decide.found")} />
          <Radio value="no" label={t("decide.absent")} description={t("decide.absentText")} />
        </Stack>
      </Radio.Group>
      {found === "yes" && (
        <>
          <TagsInput
            label={t("decide.numbers", { count: one.parcels })}
            value={numbers}
            onChange={setNumbers}
            maxTags={one.parcels}
            acceptValueOnBlur
            splitChars={[",", " ", "\n"]}
            styles={{ inputField: { direction: "ltr" } }}
          />
          <TextInput label={t("decide.carrier")} maxLength={100} {...boundText(carrier, setCarrier)} />
        </>
      )}
    </FormDialog>
  );
}
