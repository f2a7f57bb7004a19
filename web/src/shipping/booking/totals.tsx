/** What the orders cost together that are booked with one press, and how far asking for it is. */
import { Button, Group, Text } from "@mantine/core";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { BookingFacts } from "./checks.ts";
import { parcelsOf } from "./merged-parcels.ts";

interface Props {
  readonly known: readonly BookingFacts[];
  /** Orders without a price may be booked. */
  readonly canSkip: boolean;
  onSkip(): void;
}

export function Totals({ known, canSkip, onSkip }: Props) {
  const { t } = useTranslation("shipments");
  const requested = known.filter(({ stage }) => stage !== "problem");
  const ready = requested.filter(({ stage }) => stage === "ready");
  const isRequesting = ready.length < requested.length;
  if (requested.length === 0) return null;
  return (
    <Group gap="md" mih={30} data-totals>
      <Text size="sm" fw={600} role="status">
        {isRequesting ? <RequestInput done={ready.length} all={requested.length} /> : <Sum ready={ready} />}
      </Text>
      {isRequesting && canSkip && (
        <Button size="xs" variant="default" onClick={onSkip}>
          {t("many.skip")}
        </Button>
      )}
    </Group>
  );
}

function RequestInput({ done, all }: { readonly done: number; readonly all: number }) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  return t("many.asking", { done: number(done), all: number(all) });
}

/** One sum a currency, and what nobody told. */
function Sum({ ready }: { readonly ready: readonly BookingFacts[] }) {
  const { t } = useTranslation("shipments");
  const { money, number, list } = useFormat();
  const parcels = parcelsOf(ready);
  const prices = parcels.flatMap(({ quote }) => quote?.offer?.price ?? []);
  const sums = [...Map.groupBy(prices, ({ currency }) => currency)].map(([currency, some]) =>
    money(
      some.reduce((sum, { minor }) => sum + minor, 0),
      currency,
    ),
  );
  const untold = parcels.length - prices.length;
  const reported = t("many.total", { total: list(sums), count: prices.length, orders: number(prices.length) });
  const rest = t("many.untold", { count: untold, orders: number(untold) });
  return [...(prices.length > 0 ? [reported] : []), ...(untold > 0 ? [rest] : [])].join(" ");
}
