/** Whether an item is sold before it is there: as a preorder until a day, or with a wait in days. */
import { Button, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";

type Presale = Shape<"Presale">;

const presaleOf = (variantId: string) =>
  reading(["inventory", "presale", variantId], () => hub.GET("/api/variants/{id}/presale", ofId(variantId)));

export function PresaleCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { day } = useFormat();
  const { may } = useSession();
  const { data: presale } = useSuspenseQuery(presaleOf(variantId));
  const [isOpen, setOpen] = useState(false);
  const { preorderUntil, backorderDays, mostAhead } = presale;
  const isNone = preorderUntil === null && backorderDays === null;
  if (isNone && !may("edit_catalogue")) return null;
  return (
    <Card help={<Help of="presale" />} title={t("presale.title")}>
      <Stack gap="sm" align="flex-start">
        {isNone && (
          <Text size="sm" c="dimmed">
            {t("presale.none")}
          </Text>
        )}
        {preorderUntil !== null && <Text size="sm">{t("presale.until", { day: day(preorderUntil, true) })}</Text>}
        {backorderDays !== null && <Text size="sm">{t("presale.within", { count: backorderDays })}</Text>}
        {mostAhead !== null && (
          <Text size="sm" c="dimmed">
            {t("presale.ahead", { count: mostAhead })}
          </Text>
        )}
        {may("edit_catalogue") && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {t("presale.change")}
          </Button>
        )}
      </Stack>
      {isOpen && <PresaleDialog variantId={variantId} known={presale} onClose={() => setOpen(false)} />}
    </Card>
  );
}

interface Props {
  readonly variantId: string;
  readonly known: Presale;
  onClose(): void;
}

function PresaleDialog({ variantId, known, onClose }: Props) {
  const { t } = useTranslation("inventory");
  const [until, setUntil] = useState(known.preorderUntil ?? "");
  const [days, setDays] = useState<number | string>(known.backorderDays ?? "");
  const [most, setMost] = useState<number | string>(known.mostAhead ?? "");
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/variants/{id}/presale", {
          ...ofId(variantId),
          body: {
            preorderUntil: until === "" ? null : until,
            backorderDays: typeof days === "number" ? days : null,
            mostAhead: typeof most === "number" ? most : null,
          },
        }),
      ),
    renews: [["inventory"]],
    done: onClose,
    said: t("presale.done"),
  });
  return (
    <FormDialog help={<Help of="presale" />} title={t("presale.title")} action={save} onClose={onClose}>
      <TextInput
        type="date"
        label={t("presale.day")}
        description={t("presale.dayHelp")}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
        data-autofocus
      />
      <NumberInput
        label={t("presale.days")}
        description={t("presale.daysHelp")}
        value={days}
        onChange={setDays}
        min={1}
        max={365}
        allowDecimal={false}
      />
      <NumberInput
        label={t("presale.most")}
        description={t("presale.mostHelp")}
        value={most}
        onChange={setMost}
        min={1}
        max={1_000_000_000}
        allowDecimal={false}
      />
    </FormDialog>
  );
}
