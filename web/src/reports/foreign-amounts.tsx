import { Text } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";

interface Props {
  readonly apart: readonly { readonly currency: string; readonly netMinor: number }[];
  /** Of the amount they stand beside. */
  readonly currency: string;
}

/** Beside an amount: what is not in it, because its currency has no rate. */
export function ForeignAmounts({ apart, currency }: Props) {
  const { t } = useTranslation("reports");
  return apart.map((each) => (
    <Text key={each.currency} size="xs" c="var(--quiet)" component="span" title={t("apart", { currency })}>
      + <Amount minor={each.netMinor} currency={each.currency} />
    </Text>
  ));
}
