/** The papers of an order: what was issued, and what may be issued next. */
import { Anchor, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { EwayBillDialog } from "./eway-bills.tsx";
import {
  invoiceSettingsQuery,
  type OrderInvoices,
  orderInvoicesQuery,
  pdfOf,
  seriesQuery,
  statesQuery,
} from "./queries.ts";

interface Props {
  readonly order: { readonly id: string; readonly number: string; readonly currency: string; readonly status: string };
}

type Paper = Shape<"InvoiceSummary">;

export function InvoiceCard({ order }: Props) {
  const { t } = useTranslation("invoices");
  const { may } = useSession();
  const found = useQuery(orderInvoicesQuery(order.id));
  const [isIssuing, setIssuing] = useState(false);
  const [isCancelling, setCancelling] = useState(false);
  if (found.isPending) return null;
  if (found.isError)
    return (
      <Card help={<Help of="invoice" />} title={t("order.title")}>
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      </Card>
    );
  const { papers, standingId, refundsToCredit, uncreditedMinor } = found.data;
  const status = papers.find(({ id }) => id === standingId);
  const canIssue = may("act_on_orders") && !status && order.status !== "cancelled";
  if (papers.length === 0 && !canIssue) return null;
  const canCancel = status !== undefined && may("refund") && (uncreditedMinor ?? 0) > 0;
  return (
    <Card help={<Help of="invoice" />} title={t("order.title")}>
      <Stack gap="xs">
        {papers.length === 0 && <Quiet>{t("order.none")}</Quiet>}
        {papers.map((paper) => (
          <PaperRow key={paper.id} paper={paper} />
        ))}
        {status && may("refund") && <ToCredit order={order} refunds={refundsToCredit} />}
        <Group gap="xs">
          {canIssue && (
            <Button size="xs" variant="default" onClick={() => setIssuing(true)}>
              {t("order.issue")}
            </Button>
          )}
          {canCancel && (
            <Button size="xs" variant="default" onClick={() => setCancelling(true)}>
              {t("order.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
      {isIssuing && <IssueDialog order={order} onClose={() => setIssuing(false)} />}
      {isCancelling && status && (
        <CancelDialog
          order={order}
          number={status.number}
          leftMinor={uncreditedMinor ?? 0}
          onClose={() => setCancelling(false)}
        />
      )}
    </Card>
  );
}

function PaperRow({ paper }: { readonly paper: Paper }) {
  const { t } = useTranslation("invoices");
  const { day } = useFormat();
  const [isPropagated, setCarried] = useState(false);
  const isGst = paper.kind === "invoice" && paper.placeOfSupply !== null && !paper.isCancelled;
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={0} miw={0}>
        <Group gap={6}>
          <Anchor
            href={pdfOf(paper.id)}
            target="_blank"
            rel="noopener"
            size="sm"
            className="code"
            aria-label={t("openPdfOf", { number: paper.number })}
          >
            {paper.number}
          </Anchor>
          {paper.isCancelled && <Status meaning="neutral">{t("cancelled")}</Status>}
        </Group>
        <Quiet size="xs">
          {t(`kind.${paper.kind}`)} · {day(paper.issuedOn, true)}
        </Quiet>
        {isGst && (
          <Anchor
            component="button"
            type="button"
            size="xs"
            ta="start"
            aria-label={t("eway.downloadOf", { number: paper.number })}
            onClick={() => setCarried(true)}
          >
            {t("eway.make")}
          </Anchor>
        )}
        {isPropagated && <EwayBillDialog id={paper.id} number={paper.number} onClose={() => setCarried(false)} />}
      </Stack>
      <Text size="sm" component="div">
        <Amount minor={paper.kind === "invoice" ? paper.totalMinor : -paper.totalMinor} currency={paper.currency} />
      </Text>
    </Group>
  );
}

/** Asks the hub for a paper; the answer is the order's papers anew. */
function useIssue<Input>(
  orderId: string,
  run: (input: Input) => Promise<OrderInvoices>,
  text: string,
  done?: () => void,
) {
  const client = useQueryClient();
  return useFormAction({
    run,
    async done(answer: OrderInvoices) {
      client.setQueryData(orderInvoicesQuery(orderId).queryKey, answer);
      await client.invalidateQueries({ queryKey: ["invoices"] });
      void client.invalidateQueries({ queryKey: ["orders", orderId, "timeline"] });
      done?.();
    },
    said: text,
  });
}

const of = (order: Props["order"]) => ({ path: { id: order.id } });

function ToCredit({ order, refunds }: Props & { readonly refunds: OrderInvoices["refundsToCredit"] }) {
  const { t } = useTranslation("invoices");
  const { money } = useFormat();
  const credit = useIssue(
    order.id,
    (refundKey: string) => body(hub.POST("/api/orders/{id}/credit-notes", { params: of(order), body: { refundKey } })),
    t("order.credited"),
  );
  if (refunds.length === 0) return null;
  return (
    <Stack gap={4}>
      {credit.error !== null && <ProblemNotice error={credit.error} />}
      <Quiet size="xs">{t("order.creditText")}</Quiet>
      <Group gap="xs">
        {refunds.map(({ key, amountMinor }) => (
          <Button key={key} size="xs" variant="default" {...starts(credit, key)}>
            {t("order.credit", { amount: money(amountMinor, order.currency) })}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

const issuedWith = (form: { readonly buyerTaxId: string; readonly place: string; readonly seriesId: string }) => ({
  ...(form.buyerTaxId.trim() !== "" && { buyerTaxId: form.buyerTaxId.trim() }),
  ...(form.place !== "" && { placeOfSupply: form.place }),
  ...(form.seriesId !== "" && { seriesId: form.seriesId }),
});

function IssueDialog({ order, onClose }: Props & { onClose(): void }) {
  const { t } = useTranslation("invoices");
  const { data: settings } = useQuery(invoiceSettingsQuery);
  const { data: series = [] } = useQuery(seriesQuery);
  const isGst = settings?.regime === "gst";
  const { data: states = [] } = useQuery({ ...statesQuery, enabled: isGst });
  const [form, setForm] = useState({ buyerTaxId: "", place: "", seriesId: "" });
  const issue = useIssue(
    order.id,
    (_: undefined) =>
      body(
        hub.POST("/api/orders/{id}/invoice", {
          params: of(order),
          body: issuedWith(form),
        }),
      ),
    t("order.issued"),
    onClose,
  );
  return (
    <FormDialog
      help={<Help of="invoice" />}
      title={t("order.issueOf", { number: order.number })}
      label={t("order.issue")}
      action={issue}
      onClose={onClose}
    >
      <Quiet>{t("order.text")}</Quiet>
      <TextInput
        label={t("order.buyerTaxId")}
        description={t("order.buyerTaxIdHelp")}
        maxLength={40}
        {...boundText(form.buyerTaxId, (buyerTaxId) => setForm({ ...form, buyerTaxId }))}
        styles={{ input: { direction: "ltr" } }}
      />
      {isGst && (
        <Select
          label={t("order.place")}
          description={t("order.placeHelp")}
          placeholder={t("order.placeByAddress")}
          data={states.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
          value={form.place || null}
          searchable
          clearable
          onChange={(place) => setForm({ ...form, place: place ?? "" })}
        />
      )}
      {series.length > 1 && (
        <Select
          label={t("order.series")}
          placeholder={t("order.seriesAuto")}
          data={named(series)}
          value={form.seriesId || null}
          clearable
          onChange={(seriesId) => setForm({ ...form, seriesId: seriesId ?? "" })}
        />
      )}
    </FormDialog>
  );
}

interface CancelProps extends Props {
  readonly number: string;
  readonly leftMinor: number;
  onClose(): void;
}

function CancelDialog({ order, number, leftMinor, onClose }: CancelProps) {
  const { t } = useTranslation("invoices");
  const { money } = useFormat();
  const [reason, setReason] = useState("");
  const cancel = useIssue(
    order.id,
    (_: undefined) =>
      body(
        hub.POST("/api/orders/{id}/credit-notes", {
          params: of(order),
          body: { ...(reason.trim() !== "" && { reason: reason.trim() }) },
        }),
      ),
    t("order.credited"),
    onClose,
  );
  const amount = money(leftMinor, order.currency);
  return (
    <FormDialog
      help={<Help of="credit_note" />}
      isDestructive
      title={t("order.cancelTitle", { number })}
      label={t("order.cancelLabel", { amount })}
      action={cancel}
      onClose={onClose}
    >
      <Text size="sm">{t("order.cancelText", { amount })}</Text>
      <TextInput label={t("order.reason")} maxLength={500} {...boundText(reason, setReason)} dir="auto" />
    </FormDialog>
  );
}
