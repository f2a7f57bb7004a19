import { Text } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { currencyOf, type Store } from "../stores/data.ts";
import { Amount } from "../ui/amount.tsx";
import { Quiet } from "../ui/quiet.tsx";

interface Props {
  readonly field: string;
  readonly value: unknown;
  readonly store: Store | undefined;
}

/** A value of either side as a person reads it: money in the store's currency, lists joined, nothing as "empty". */
export function ConflictValue({ field, value, store }: Props) {
  const { t } = useTranslation("conflicts");
  const { number, list } = useFormat();
  const currency = currencyOf(store);
  if (value === null || value === undefined || value === "") return <Quiet>{t("value.empty")}</Quiet>;
  if (field === "price" && currency !== undefined && (typeof value === "string" || typeof value === "number"))
    return <Amount minor={value} currency={currency} />;
  if (typeof value === "number") return <bdi>{number(value)}</bdi>;
  if (typeof value === "boolean") return <>{t(value ? "value.yes" : "value.no")}</>;
  if (Array.isArray(value))
    return <Texts>{value.length === 0 ? t("value.empty") : list(value.slice(0, 5).map(wordOf))}</Texts>;
  return <Texts>{wordOf(value)}</Texts>;
}

function wordOf(value: unknown): string {
  if (typeof value === "string") return value.replace(/<[^>]*>/g, " ").trim();
  if (typeof value === "object" && value !== null) {
    const url: unknown = Reflect.get(value, "url") ?? Reflect.get(value, "name");
    return typeof url === "string" ? url : JSON.stringify(value);
  }
  return String(value);
}

function Texts({ children }: { readonly children: string }) {
  return (
    <Text size="sm" lineClamp={3} maw={320} title={children} dir="auto" style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  );
}
