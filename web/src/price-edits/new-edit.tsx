/** Many prices changed together: what changes, old beside new, and when. */
import { Alert, Button, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { momentIn } from "../i18n/zone-day.ts";
import { storedProducts } from "../products/priced.ts";
import { useAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { Card } from "../ui/card.tsx";
import { fieldsOf } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { changeOf, DIRECTIONS, type Draft, type Edit, FIELDS, FIRST, ROUNDINGS, WAYS } from "./draft.ts";
import { Preview } from "./preview.tsx";

const WAIT_MS = 300;

export function NewPriceEdit() {
  const { t } = useTranslation("price-edits");
  const { organization } = useSession();
  const currency = organization?.currency ?? "USD";
  const [productIds] = useState(storedProducts);
  const [draft, setDraft] = useState(FIRST);
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const change = changeOf(draft, currency);
  const where: Edit["where"] = productIds.length === 0 ? {} : { productIds: [...productIds] };
  const edit = change && { where, field: draft.field, currency, change };
  return (
    <Page
      title={t("title")}
      above={{ label: t("list"), to: "/products/price-edits" }}
      actions={<Apply draft={draft} edit={edit} />}
    >
      <Stack>
        <Card help={<Help of="price_edit" />} title={t("how.label")}>
          <Stack>
            <Text size="sm">
              {productIds.length === 0 ? t("selected.all") : t("selected.products", { count: productIds.length })}{" "}
              {t("channels")}
            </Text>
            <ChangeFields draft={draft} currency={currency} set={set} />
            <WhenFields draft={draft} set={set} />
          </Stack>
        </Card>
        {edit ? <Previewed edit={edit} /> : <Text size="sm">{t("type")}</Text>}
      </Stack>
    </Page>
  );
}

interface FieldProps {
  readonly draft: Draft;
  set(part: Partial<Draft>): void;
}

function ChangeFields({ draft, currency, set }: FieldProps & { readonly currency: string }) {
  const { t } = useTranslation("price-edits");
  const field = fieldsOf(draft, set);
  const by = { label: t(`by.${draft.how}`), value: draft.by, onChange: (text: string) => set({ by: text }) };
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("how.label")}
        w="fit-content"
        value={draft.how}
        onChange={(chosen) => set({ how: WAYS.find((way) => way === chosen) ?? draft.how, by: "" })}
        data={worded(WAYS, (way) => t(`how.${way}`))}
      />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <OneOf label={t("field.label")} options={worded(FIELDS, (name) => t(`field.${name}`))} {...field("field")} />
        {draft.how === "percent" ? (
          <PercentInput {...by} placeholder="-10" />
        ) : (
          <AmountInput {...by} currency={currency} isSigned={draft.how === "add"} />
        )}
        {draft.how !== "set" && (
          <OneOf
            label={t("rounding.label")}
            options={worded(ROUNDINGS, (name) => t(`rounding.${name}`))}
            {...field("rounding")}
          />
        )}
        {draft.how !== "set" && draft.rounding !== "none" && (
          <OneOf
            label={t("rounding.direction")}
            options={worded(DIRECTIONS, (name) => t(`rounding.${name}`))}
            {...field("direction")}
          />
        )}
      </SimpleGrid>
    </Stack>
  );
}

const WHEN = ["now", "later"] as const;

function WhenFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("price-edits");
  const { zone } = useFormat();
  const field = fieldsOf(draft, set);
  return (
    <Group align="end">
      <SegmentedControl
        aria-label={t("when.label")}
        value={draft.isLater ? "later" : "now"}
        onChange={(chosen) => set({ isLater: chosen === "later" })}
        data={worded(WHEN, (when) => t(`when.${when}`))}
      />
      {draft.isLater && (
        <>
          <TextInput type="date" label={t("when.day")} {...field.text("day")} />
          <TextInput type="time" label={t("when.time", { zone })} {...field.text("time")} />
        </>
      )}
    </Group>
  );
}

function Apply({ draft, edit }: { readonly draft: Draft; readonly edit: Edit | undefined }) {
  const { t } = useTranslation("price-edits");
  const { zone } = useFormat();
  const navigate = useNavigate();
  const apply = useAction({
    run: (requested: Edit) =>
      body(
        hub.POST("/api/price-edits", {
          body: { ...requested, ...(draft.isLater && { applyAt: momentIn(draft.day, draft.time, zone) }) },
        }),
      ),
    renews: [["price-edits"]],
    done: ({ id }) => navigate({ to: "/products/price-edits/$id", params: { id } }),
    said: t(draft.isLater ? "scheduled" : "applying"),
  });
  const isReady = edit !== undefined && (!draft.isLater || (draft.day !== "" && draft.time !== ""));
  return (
    <Button disabled={!isReady} loading={apply.isRunning} onClick={() => edit && apply.start(edit)}>
      {t(draft.isLater ? "schedule" : "apply")}
    </Button>
  );
}

function Previewed({ edit }: { readonly edit: Edit }) {
  const [requested] = useDebouncedValue(JSON.stringify(edit), WAIT_MS);
  const { data, error } = useQuery(
    reading(
      ["price-edits", "preview", requested],
      ({ signal }) => hub.POST("/api/price-edits/preview", { body: JSON.parse(requested) as Edit, signal }),
      { placeholderData: keepPreviousData, retry: false },
    ),
  );
  if (error !== null)
    return (
      <Alert icon={<IconInfoCircle size={16} />} role="status">
        {error.message}
      </Alert>
    );
  return data ? <Preview found={data} /> : null;
}
