/** Spend of platforms that are not connected: a day's amount by hand, or many from a file. */
import { Button, Group, SimpleGrid, TextInput } from "@mantine/core";
import { IconFileImport, IconPlus, IconReceipt } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub, ofId, type Sent } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { changedOf } from "../ui/changed.ts";
import { Confirm } from "../ui/confirm.tsx";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { fieldsOf } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { RowActions } from "../ui/row-actions.tsx";
import { ChannelSelect } from "./channel-select.tsx";
import { useSpendMoved } from "./moved.ts";
import type { Spend } from "./queries.ts";
import { SpendFileDialog } from "./spend-file.tsx";
import { decimalOf, majorText } from "./spend-texts.ts";

export function SpendScreen() {
  const { t } = useTranslation("marketing");
  const { may } = useSession();
  const [edited, setEdited] = useState<Spend | "new" | null>(null);
  const [removed, setRemoved] = useState<Spend | null>(null);
  const [isReading, setReading] = useState(false);
  const mayChange = may("edit_catalogue");
  const buttons = (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => setReading(true)}>
        {t("spend.read")}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
        {t("spend.add")}
      </Button>
    </Group>
  );
  return (
    <Page
      title={t("spend.title")}
      above={{ label: t("advertising"), to: "/reports/advertising" }}
      actions={mayChange && buttons}
    >
      <ListScreen
        path="/api/marketing/spend"
        label={t("spend.title")}
        columns={useColumns()}
        nameOf="label"
        isFile
        filters={days(t("spend.from"), t("spend.until"), "day")}
        {...(mayChange && {
          rowActions: (row: Spend) => (
            <RowActions
              edit={{ label: t("spend.edit", { label: row.label }), onClick: () => setEdited(row) }}
              remove={{ label: t("spend.remove", { label: row.label }), onClick: () => setRemoved(row) }}
            />
          ),
        })}
        empty={<Empty icon={IconReceipt} title={t("spend.none")} text={t("spend.noneText")} />}
      />
      {edited !== null && <SpendDialog spend={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {removed && <RemoveDialog spend={removed} onClose={() => setRemoved(null)} />}
      {isReading && <SpendFileDialog onClose={() => setReading(false)} />}
    </Page>
  );
}

function RemoveDialog({ spend, onClose }: { readonly spend: Spend; onClose(): void }) {
  const { t } = useTranslation("marketing");
  const format = useFormat();
  const moved = useSpendMoved();
  const remove = useAction({
    run: () => body(hub.DELETE("/api/marketing/spend/{id}", ofId(spend.id))),
    done: async () => {
      await moved();
      onClose();
    },
  });
  const { label, date, amount, currency } = spend;
  return (
    <Confirm
      title={t("spend.removeTitle")}
      text={t("spend.removeText", { label, day: format.day(date, true), amount: majorText(amount, currency, format) })}
      label={t("spend.removeLabel")}
      action={remove}
      onClose={onClose}
    />
  );
}

type Form = Sent<"postMarketingSpend">;

function SpendDialog({ spend, onClose }: { readonly spend: Spend | null; onClose(): void }) {
  const { t } = useTranslation("marketing");
  const { organization } = useSession();
  const { zone } = useFormat();
  const moved = useSpendMoved();
  const [form, setForm] = useState<Form>(() => ({
    label: spend?.label ?? "",
    date: spend?.date ?? dayOf(new Date().toISOString(), zone),
    amount: spend?.amount ?? "",
    currency: spend?.currency ?? organization?.currency ?? "USD",
    channelId: spend?.channelId ?? null,
  }));
  const [first] = useState(form);
  const amount = decimalOf(form.amount, form.currency);
  const save = useFormAction({
    run: (input: Form) =>
      spend
        ? body(hub.PATCH("/api/marketing/spend/{id}", { ...ofId(spend.id), body: changedOf(first, input) }))
        : body(hub.POST("/api/marketing/spend", { body: input })),
    done: async () => {
      await moved();
      onClose();
    },
    said: t("spend.said"),
  });
  return (
    <FormDialog
      help={<Help of="spend" />}
      title={spend ? t("spend.edit", { label: spend.label }) : t("spend.add")}
      label={t("spend.save")}
      isReady={form.label.trim() !== "" && form.date !== "" && amount !== null}
      action={save}
      onSubmit={() => amount !== null && save.start({ ...form, label: form.label.trim(), amount })}
      onClose={onClose}
    >
      <SpendFields form={form} onChange={setForm} />
    </FormDialog>
  );
}

function SpendFields({ form, onChange }: { readonly form: Form; onChange(form: Form): void }) {
  const { t } = useTranslation("marketing");
  const field = fieldsOf(form, (part) => onChange({ ...form, ...part }));
  return (
    <>
      <TextInput label={t("spend.label")} description={t("spend.labelText")} maxLength={200} {...field.text("label")} />
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <TextInput type="date" label={t("spend.date")} {...field.text("date")} />
        <AmountInput label={t("spend.amount")} currency={form.currency} {...field("amount")} />
        <CurrencySelect label={t("spend.currency")} {...field("currency")} />
      </SimpleGrid>
      <ChannelSelect label={t("campaigns.channel")} {...field("channelId")} />
    </>
  );
}

function useColumns(): readonly Column<Spend>[] {
  const { t } = useTranslation("marketing");
  const format = useFormat();
  return [
    column.fact("date", t("spend.date"), ({ date }) => format.day(date, true), { sort: "newest", sortUp: "oldest" }),
    column.title("label", t("spend.label"), ({ label }) => <bdi>{label}</bdi>, { share: 40 }),
    column.fact("channel", t("campaigns.channel"), ({ channelName }) => <bdi>{channelName ?? t("allChannels")}</bdi>),
    column.plain("source", t("spend.source"), ({ source }) => t(`spend.sources.${source}`)),
    column.figure(
      "amount",
      t("spend.amount"),
      ({ amount, currency }) => (
        <bdi dir="ltr" className="nowrap">
          {majorText(amount, currency, format)}
        </bdi>
      ),
      { onCard: "state" },
    ),
  ];
}
