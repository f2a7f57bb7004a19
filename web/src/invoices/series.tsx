/** How papers are numbered: the default series, and those of chosen channels. */
import { Button, Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { changedOf } from "../ui/changed.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { RowActions } from "../ui/row-actions.tsx";
import { type InvoiceSeries, seriesQuery } from "./queries.ts";

export function SeriesCard() {
  const { t } = useTranslation("invoices");
  const { may } = useSession();
  const { data: series = [] } = useQuery(seriesQuery);
  const { data: stores = [] } = useQuery(storesQuery);
  const [edited, setEdited] = useState<InvoiceSeries | "new" | null>(null);
  const [removed, setRemoved] = useState<InvoiceSeries | null>(null);
  const names = new Map(stores.map(({ id, name }) => [id, name]));
  return (
    <Card help={<Help of="invoice_series" />} title={t("settings.series")} text={t("settings.seriesText")}>
      <Stack gap="sm">
        <PlainList
          label={t("settings.series")}
          rows={series}
          columns={(column) => [
            column.title("name", t("settings.seriesName"), ({ name }) => <span dir="auto">{name}</span>),
            column.fact("invoices", t("settings.invoicePattern"), ({ invoicePattern }) => (
              <span className="code">{invoicePattern}</span>
            )),
            column.fact("credits", t("settings.creditPattern"), ({ creditPattern }) => (
              <span className="code">{creditPattern}</span>
            )),
            column.fact("stores", t("settings.stores"), ({ isDefault, storeIds }) =>
              isDefault ? t("settings.storesAll") : storeIds.map((id) => names.get(id) ?? "–").join(", "),
            ),
            column.fact("used", t("settings.used"), ({ used }) => used),
          ]}
          {...(may("manage_members") && {
            actions: (each: InvoiceSeries) => (
              <RowActions
                edit={{ label: t("settings.editSeries", { name: each.name }), onClick: () => setEdited(each) }}
                remove={
                  each.isDefault || each.used > 0
                    ? undefined
                    : { label: t("settings.removeSeries", { name: each.name }), onClick: () => setRemoved(each) }
                }
              />
            ),
          })}
        />
        {may("manage_members") && (
          <Group>
            <Button size="xs" variant="default" onClick={() => setEdited("new")}>
              {t("settings.addSeries")}
            </Button>
          </Group>
        )}
      </Stack>
      {edited !== null && <SeriesDialog series={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {removed && <RemoveSeries series={removed} onClose={() => setRemoved(null)} />}
    </Card>
  );
}

const code = { input: { direction: "ltr" as const } };

function SeriesDialog({ series, onClose }: { readonly series: InvoiceSeries | null; onClose(): void }) {
  const { t } = useTranslation("invoices");
  const client = useQueryClient();
  const { data: stores = [] } = useQuery(storesQuery);
  const [form, setForm] = useState({
    name: series?.name ?? "",
    invoicePattern: series?.invoicePattern ?? "",
    creditPattern: series?.creditPattern ?? "",
    storeIds: [...(series?.storeIds ?? [])],
  });
  const [first] = useState(form);
  const save = useFormAction({
    run: (_: undefined) =>
      series
        ? body(hub.PATCH("/api/invoice-series/{id}", { ...ofId(series.id), body: changedOf(first, form) }))
        : body(hub.POST("/api/invoice-series", { body: form })),
    done(answer) {
      client.setQueryData(seriesQuery.queryKey, answer.items);
      onClose();
    },
    said: t("settings.saved"),
  });
  const field = (name: "name" | "invoicePattern" | "creditPattern") => ({
    value: form[name],
    required: true,
    maxLength: 60,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      help={<Help of="invoice_series" />}
      title={series ? t("settings.editSeries", { name: series.name }) : t("settings.addSeries")}
      label={series ? t("settings.editSeries", { name: series.name }) : t("settings.addSeries")}
      isReady={form.name.trim() !== "" && form.invoicePattern !== "" && form.creditPattern !== ""}
      action={save}
      onClose={onClose}
    >
      <TextInput label={t("settings.seriesName")} dir="auto" {...field("name")} />
      <TextInput
        label={t("settings.invoicePattern")}
        placeholder="WEB/{yy}/{number:4}"
        styles={code}
        {...field("invoicePattern")}
      />
      <TextInput
        label={t("settings.creditPattern")}
        placeholder="WCN/{yy}/{number:4}"
        styles={code}
        {...field("creditPattern")}
      />
      {!series?.isDefault && (
        <MultiSelect
          label={t("settings.stores")}
          data={named(stores)}
          value={form.storeIds}
          onChange={(storeIds) => setForm({ ...form, storeIds })}
          searchable
        />
      )}
    </FormDialog>
  );
}

function RemoveSeries({ series, onClose }: { readonly series: InvoiceSeries; onClose(): void }) {
  const { t } = useTranslation("invoices");
  return (
    <ConfirmAction
      title={t("settings.removeSeries", { name: series.name })}
      text={t("settings.removeText")}
      label={t("settings.removeSeries", { name: series.name })}
      run={() => body(hub.DELETE("/api/invoice-series/{id}", ofId(series.id)))}
      renews={[seriesQuery.queryKey]}
      said={t("settings.saved")}
      onClose={onClose}
    />
  );
}
