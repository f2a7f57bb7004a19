/** Refunds an order, whole or by line; the hub says what it comes to before anything is asked for. */
import { Button, Checkbox, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { AmountInput } from "../ui/amount-input.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { useCommand } from "./command.ts";
import type { DialogProps } from "./command-dialog.ts";
import { LineUnits } from "./line-units.tsx";
import classes from "./orders.module.css";
import type { Order, RefundInput } from "./queries.ts";
import { inputOf, type RefundForm, shippedUnits, wholeOf } from "./refund-state.ts";
import { Warnings } from "./warnings.tsx";

const WAIT_MS = 200;
type Quote = Shape<"RefundQuote">;

interface Props extends DialogProps {
  /** The return it pays for. */
  readonly returnId?: string;
  /** Units by line key to begin with. */
  readonly units?: Readonly<Record<string, number>>;
  /** In place of what the units cost. */
  readonly amount?: string;
  /** For shipping to begin with. */
  readonly shipping?: string;
}

function useQuote(order: Order, input: RefundInput | null) {
  const current = JSON.stringify(input);
  const [settled] = useDebouncedValue(current, WAIT_MS);
  const quote = useQuery(
    reading(
      ["orders", order.id, "quote", settled],
      () =>
        hub.POST("/api/orders/{id}/refund/quote", {
          ...ofId(order.id),
          body: JSON.parse(settled) as RefundInput,
        }),
      { enabled: settled !== "null", placeholderData: keepPreviousData, retry: false, staleTime: 0 },
    ),
  );
  // Until it is about what stands in the form, nothing is asked for by it.
  return { ...quote, isFresh: settled === current && quote.isSuccess && !quote.isPlaceholderData };
}

export function RefundDialog({
  order,
  warnings,
  money: who,
  onClose,
  returnId,
  units = {},
  amount: typed = "",
  shipping = "",
}: Props) {
  const { t } = useTranslation("orders/page");
  const { money } = useFormat();
  const [form, setForm] = useState<RefundForm>({
    units,
    restocksShipped: false,
    shipping,
    amount: typed,
    movesMoney: who !== "never" && (order.money.paidMinor ?? 0) > 0,
    reason: "",
    isTold: false,
  });
  const input = inputOf(form, order.currency, order.lines);
  const quote = useQuote(order, input);
  const shown = useLastGood(quote.data);
  const amount = shown?.amountMinor ?? 0;
  const refund = useCommand(order, {
    run: (requested: RefundInput) =>
      body(
        hub.POST("/api/orders/{id}/refund", {
          ...ofId(order.id),
          body: {
            ...requested,
            amountMinor: amount,
            notifyCustomer: form.isTold,
            ...(form.reason.trim() !== "" && { reason: form.reason.trim() }),
            ...(returnId !== undefined && { returnId }),
          },
        }),
      ),
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="refund" />}
      size="lg"
      title={t("refund.title", { number: order.number })}
      label={t(form.movesMoney ? "refund.labelPay" : "refund.labelBook", { amount: money(amount, order.currency) })}
      isReady={input !== null && quote.isFresh && amount > 0}
      action={refund}
      onSubmit={() => input && refund.start(input)}
      onClose={onClose}
    >
      {quote.isPending && !shown && <RowsSkeleton rows={3} />}
      {shown && <Items quote={shown} form={form} onChange={setForm} />}
      <Fields order={order} quote={shown} form={form} onChange={setForm} hasReturn={returnId !== undefined} who={who} />
      {shown && !quote.isError && <Sum quote={shown} />}
      {quote.isError && <ProblemNotice error={quote.error} />}
      <Warnings warnings={warnings} />
    </FormDialog>
  );
}

/** What was last understood: a request the hub refuses takes nothing from the form. */
function useLastGood<T>(now: T | undefined): T | undefined {
  const [last, setLast] = useState(now);
  if (now !== undefined && now !== last) setLast(now);
  return now ?? last;
}

interface FormProps {
  readonly form: RefundForm;
  onChange(form: RefundForm): void;
}

function Items({ quote, form, onChange }: FormProps & { readonly quote: Quote }) {
  const { t } = useTranslation("orders/page");
  return (
    <Stack gap="xs">
      <Group justify="flex-end">
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(wholeOf(form, quote))}>
          {t("refund.everything")}
        </Button>
      </Group>
      {quote.lines.map((line) => (
        <LineUnits
          key={line.lineKey}
          title={line.title}
          hint={t("refund.most", { units: line.refundableQuantity })}
          label={t("refund.units", { title: line.title })}
          most={line.refundableQuantity}
          units={form.units[line.lineKey] ?? 0}
          onChange={(value) => onChange({ ...form, units: { ...form.units, [line.lineKey]: value } })}
        >
          <Text size="sm" component="div">
            {line.amountMinor > 0 && <Amount minor={line.amountMinor} currency={quote.currency} />}
          </Text>
        </LineUnits>
      ))}
    </Stack>
  );
}

function Fields(
  props: FormProps & {
    readonly order: Order;
    readonly quote: Quote | undefined;
    readonly hasReturn: boolean;
    readonly who: Props["money"];
  },
) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { money } = useFormat();
  const { order, quote, form, onChange, hasReturn, who } = props;
  const store = order.storeName ?? ofOrders("here");
  const hasShipped = [...shippedUnits(form, order.lines).values()].some((units) => units > 0);
  const field = fieldsOf(form, (part) => onChange({ ...form, ...part }));
  return (
    <>
      {!hasReturn && hasShipped && (
        <Checkbox
          label={t("refund.restockShipped")}
          description={t("refund.restockShippedHelp")}
          {...field.tick("restocksShipped")}
        />
      )}
      <Group grow align="flex-start">
        {(quote?.refundableShippingMinor ?? 0) > 0 && quote && (
          <AmountInput
            label={t("refund.shipping")}
            description={t("refund.upTo", { amount: money(quote.refundableShippingMinor, order.currency) })}
            currency={order.currency}
            {...field("shipping")}
          />
        )}
        <AmountInput
          label={t("refund.amount")}
          description={
            quote?.maximumMinor === null || quote === undefined
              ? undefined
              : t("refund.upTo", { amount: money(quote.maximumMinor, order.currency) })
          }
          placeholder={quote ? money(quote.suggestedMinor, order.currency) : undefined}
          currency={order.currency}
          {...field("amount")}
        />
      </Group>
      <Radio.Group
        label={t("refund.how")}
        description={who && order.storeName !== null && t(`refund.who.${who}`, { store })}
        value={form.movesMoney ? "pay" : "book"}
        onChange={(value) => onChange({ ...form, movesMoney: value === "pay" })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="pay" label={t("refund.pay", { store })} disabled={who === "never"} />
          <Radio value="book" label={t("refund.book")} />
        </Stack>
      </Radio.Group>
      <Textarea
        label={t("refund.reason")}
        autosize
        minRows={1}
        maxLength={5_000}
        {...field.text("reason")}
        dir="auto"
      />
      <Checkbox label={t("notify")} {...field.tick("isTold")} />
    </>
  );
}

function Sum({ quote }: { readonly quote: Quote }) {
  const { t } = useTranslation("orders/page");
  const parts = [
    ["paid", quote.paidMinor],
    ["refunded", quote.refundedMinor],
    ["pending", quote.pendingMinor],
  ] as const;
  return (
    <dl className={classes.sum} aria-label={t("refund.sum")}>
      {parts
        .filter(([name, minor]) => name === "paid" || minor !== 0)
        .flatMap(([name, minor]) => [
          <dt key={name}>{t(`refund.${name}`)}</dt>,
          <dd key={`${name} amount`}>
            <Amount minor={minor} currency={quote.currency} />
          </dd>,
        ])}
      <dt className={classes.total}>{t("refund.now")}</dt>
      <dd className={classes.total}>
        <Amount minor={quote.amountMinor} currency={quote.currency} />
      </dd>
    </dl>
  );
}
