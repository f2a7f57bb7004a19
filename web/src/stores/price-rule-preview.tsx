/** What a price rule would change, by examples of the store's own items, before it is kept. */
import { Alert, Stack, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { hub, ofId, type Sent } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { Store } from "./data.ts";

interface Props {
  readonly store: Store;
  /** Of the rule it replaces; null: a new one. */
  readonly ruleId: string | null;
  readonly input: Sent<"postStoresByIdPriceRules">;
}

const WAIT_MS = 300;
const SHOWN = 4;

export function PriceRulePreview({ store, ruleId, input }: Props) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const hubText = useHubMessages();
  const [requested] = useDebouncedValue(JSON.stringify({ ...input, name: "–" }), WAIT_MS);
  const { data, error } = useQuery(
    reading(
      ["prices", store.id, "preview", ruleId, requested],
      ({ signal }) =>
        hub.POST("/api/stores/{id}/price-rules/preview", {
          ...ofId(store.id),
          body: { ...(JSON.parse(requested) as Props["input"]), id: ruleId },
          signal,
        }),
      { placeholderData: keepPreviousData, retry: false },
    ),
  );
  // What is half typed is no failure yet.
  if (error !== null)
    return (
      <Text size="sm" c="var(--mantine-color-error)" dir="auto" role="status">
        {error.message}
      </Text>
    );
  if (!data) return <RowsSkeleton rows={2} />;
  if (data.checked === 0) return <Quiet>{t("prices.preview.none")}</Quiet>;
  return (
    <Stack gap="xs" data-preview>
      <Text size="sm" fw={600} role="status">
        {data.changed === 0
          ? t("prices.preview.nothing")
          : t("prices.preview.changes", {
              count: data.changed,
              number: number(data.changed),
              all: number(data.checked),
            })}
      </Text>
      {data.held > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("prices.preview.held", { count: data.held, number: number(data.held) })}{" "}
          <bdi>{data.heldWhy && hubText.message(data.heldWhy, data.heldWhy.text)}</bdi>
        </Text>
      )}
      {data.samples.length > 0 && (
        <Table aria-label={t("prices.preview.examples")}>
          <Table.Tbody>
            {data.samples.slice(0, SHOWN).map((sample) => (
              <Example key={sample.listingId} sample={sample} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {data.sent < data.checked && (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />} p="xs">
          {t(data.sent === 0 ? "prices.preview.notSent" : "prices.preview.partSent", {
            count: data.checked - data.sent,
            number: number(data.checked - data.sent),
          })}{" "}
          <LinkAnchor to="/channels/$id" params={{ id: store.id }} search={{ tab: "links" }} size="sm">
            {t("prices.preview.toLinks")}
          </LinkAnchor>
        </Alert>
      )}
    </Stack>
  );
}

interface Sample {
  readonly title: string;
  readonly sku: string | null;
  readonly currency: string;
  readonly beforeMinor: number | string | null;
  readonly afterMinor: number | string | null;
}

function Example({ sample }: { readonly sample: Sample }) {
  return (
    <Table.Tr>
      <Table.Td>
        {sample.title}{" "}
        <Text component="span" size="xs" c="var(--quiet)" className="code">
          {sample.sku}
        </Text>
      </Table.Td>
      <Table.Td style={{ textAlign: "end" }}>
        <bdi dir="ltr" className="nowrap">
          <Amount minor={sample.beforeMinor} currency={sample.currency} /> →{" "}
          <Amount minor={sample.afterMinor} currency={sample.currency} />
        </bdi>
      </Table.Td>
    </Table.Tr>
  );
}
