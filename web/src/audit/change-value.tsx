/** A value as a change has it, read by a person: amounts, days and yes or no, in the words of the forms. */
import { Text } from "@mantine/core";
import { useSession } from "../data/session.ts";
import { fieldWord } from "../hub-messages/field-word.ts";
import { amountText } from "../i18n/amount-text.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { isConcealed } from "./entry.ts";

/** The field as its form calls it, of one item among several behind its SKU; where no form has a word, as it is. */
export function useFieldName(): (field: string) => string {
  const { language } = useTranslation("hub-messages/fields");
  return (field) => {
    const [, item, own] = /^(.+) (\w+)$/.exec(field) ?? [];
    const word = fieldWord(field, language);
    if (word !== undefined || own === undefined) return word ?? field;
    const ofItem = fieldWord(own, language);
    return ofItem === undefined ? field : `${item} · ${ofItem}`;
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Writing {
  readonly format: Format;
  readonly nameOf: (field: string) => string;
  readonly yesNo: (is: boolean) => string;
  /** Undefined where the entry does not tell: an amount is written without a sign then. */
  readonly currency: string | undefined;
  /** Of the organization. */
  readonly usual: string;
}

function oneText(field: string, value: string | number | boolean, { format, yesNo, currency, usual }: Writing): string {
  if (typeof value === "boolean") return yesNo(value);
  if (field.endsWith("Minor") && /^-?\d+$/.test(String(value)))
    return currency === undefined ? amountText(Number(value), usual) : format.money(value, currency);
  if (typeof value === "number") return Number.isInteger(value) ? format.number(value) : String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return format.day(value, true);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return format.dateTime(value);
  return value;
}

/** The values in it, a line each where it has several fields. */
function linesOf(field: string, value: unknown, writing: Writing): readonly string[] {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [oneText(field, value, writing)];
  if (Array.isArray(value)) {
    const parts = value.map((each: unknown) => linesOf(field, each, writing).join(" · "));
    return value.some(isRecord) ? parts : [parts.join(", ")];
  }
  if (!isRecord(value)) return [];
  const inside = { ...writing, currency: typeof value["currency"] === "string" ? value["currency"] : writing.currency };
  return Object.entries(value).flatMap(([name, each]) => {
    const lines = linesOf(name, each, inside);
    return lines.length === 0 ? [] : [`${writing.nameOf(name)}: ${lines.join(" · ")}`];
  });
}

interface Props {
  readonly field: string;
  readonly value: unknown;
  readonly currency: string | undefined;
}

export function ChangeValue({ field, value, currency }: Props) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const nameOf = useFieldName();
  const usual = useSession().organization?.currency ?? "USD";
  if (isConcealed(value)) return <Text c="var(--quiet)">{t("concealed")}</Text>;
  const yesNo = (is: boolean) => t(is ? "yes" : "no");
  const lines = linesOf(field, value, { format, nameOf, yesNo, currency, usual });
  if (lines.length === 0) return "–";
  return lines.map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a value have their places
    <Text key={row} size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
      {line}
    </Text>
  ));
}
