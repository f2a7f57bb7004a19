/** What is ordered: variants found by words, with quantity, price and discount. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { minorOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { AmountInput } from "../ui/amount-input.tsx";
import { Card } from "../ui/card.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { VariantPicker } from "../ui/variant-picker.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { chosen, type DraftLine, lineTotal, newLine, type OrderDraft, orderSums } from "./new-order-draft.ts";
import classes from "./orders.module.css";

interface Props {
  readonly draft: OrderDraft;
  onChange(change: Partial<OrderDraft>): void;
}

export function NewLines({ draft, onChange }: Props) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { lines, currency } = draft;
  const replace = (key: number, next: DraftLine) =>
    onChange({ lines: lines.map((line) => (line.key === key ? next : line)) });
  const shipping = draft.shipping.trim() === "" ? 0 : minorOf(draft.shipping, currency);
  const { goods, discount } = orderSums({ ...draft, currency: safe(currency) });
  const isComplete = goods !== null && discount !== null && shipping !== null;
  return (
    <Card
      title={t("new.lines")}
      actions={
        <TextInput
          aria-label={ofOrders("filters.currency")}
          w={72}
          maxLength={3}
          {...boundText(currency, (text) => onChange({ currency: text.toUpperCase() }))}
          styles={{ input: { direction: "ltr" } }}
        />
      }
    >
      <Stack gap="md">
        {lines.map((line) => (
          <NewLine
            key={line.key}
            line={line}
            currency={currency}
            onChange={(next) => replace(line.key, next)}
            onRemove={
              lines.length > 1 ? () => onChange({ lines: lines.filter(({ key }) => key !== line.key) }) : undefined
            }
          />
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange({ lines: [...lines, newLine(Math.max(...lines.map(({ key }) => key)) + 1)] })}
          >
            {t("new.addLine")}
          </Button>
        </Group>
        <OrderDiscount draft={draft} onChange={onChange} />
        <dl className={classes.sum} aria-label={t("money.title")}>
          <dt>{t("money.subtotal")}</dt>
          <dd>
            <Amount minor={goods} currency={safe(currency)} />
          </dd>
          {discount !== null && discount > 0 && (
            <>
              <dt>{t("money.orderDiscount")}</dt>
              <dd>
                <Amount minor={-discount} currency={safe(currency)} />
              </dd>
            </>
          )}
          <dt className={classes.total}>{t("money.total")}</dt>
          <dd className={classes.total}>
            <Amount minor={isComplete ? goods - discount + shipping : null} currency={safe(currency)} />
          </dd>
        </dl>
      </Stack>
    </Card>
  );
}

/** What is taken off the whole order, and the code it is given for. */
function OrderDiscount({ draft, onChange }: Props) {
  const { t } = useTranslation("orders/page");
  const currency = safe(draft.currency);
  const isTooMuch = draft.discount.trim() !== "" && orderSums({ ...draft, currency }).discount === null;
  const field = fieldsOf(draft, onChange);
  return (
    <Group align="flex-start" gap="sm">
      <Stack w={160}>
        <AmountInput
          label={t("new.orderDiscount")}
          currency={currency}
          {...field("discount")}
          error={isTooMuch ? t("new.wrong.discount") : undefined}
        />
      </Stack>
      <TextInput label={t("money.discountCode")} w={160} maxLength={100} {...field.text("discountCode")} dir="auto" />
    </Group>
  );
}

/** While the code is being typed there is no such currency. */
const safe = (currency: string): string => (/^[A-Z]{3}$/.test(currency) ? currency : "USD");

interface LineProps {
  readonly line: DraftLine;
  /** Looked for at first. */
  readonly start?: string;
  readonly currency: string;
  onChange(line: DraftLine): void;
  readonly onRemove: (() => void) | undefined;
}

export function NewLine({ line, start = "", currency, onChange, onRemove }: LineProps) {
  const { t } = useTranslation("orders/page");
  const total = lineTotal(line, safe(currency));
  const field = fieldsOf(line, (part) => onChange({ ...line, ...part }));
  return (
    <Stack gap="xs">
      <VariantPicker
        label={t("new.item")}
        start={start}
        picked={line.variant}
        onPick={(variant) => onChange(chosen(line, variant, currency))}
      />
      <Group align="flex-end" gap="sm">
        <WholeNumber
          label={t("new.quantity")}
          w={96}
          min={1}
          max={1_000_000}
          value={line.quantity}
          onChange={(quantity) => onChange({ ...line, quantity: quantity ?? 1 })}
        />
        <Stack w={140}>
          <AmountInput label={t("new.price")} currency={safe(currency)} {...field("price")} />
        </Stack>
        <Stack w={140}>
          <AmountInput label={t("new.discount")} currency={safe(currency)} {...field("discount")} />
        </Stack>
        <Text size="sm" fw={600} component="div" ms="auto" pb={8}>
          {line.variant !== null && <Amount minor={total} currency={safe(currency)} />}
        </Text>
        {onRemove && <IconAction icon={IconTrash} label={t("new.removeLine")} size={36} onClick={onRemove} />}
      </Group>
    </Stack>
  );
}
