/** What one channel shows of the product's stock, variant by variant, with the sum behind every number. */
import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Sums } from "../inventory/explanation.tsx";
import { Issues } from "../listings/issues.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Status } from "../ui/status.tsx";
import { shownQuery } from "./queries.ts";

type Explanation = Shape<"StockExplanation">;

interface Props {
  readonly product: Shape<"Product">;
  readonly storeId: string;
}

export function StockShown({ product, storeId }: Props) {
  const { data: links = [] } = useQuery(shownQuery(product.id));
  // In the order the variants stand in beside it.
  const positions = new Map(product.variants.map(({ id }, index) => [id, index]));
  const placeOf = ({ variantId }: Explanation) => positions.get(variantId ?? "") ?? positions.size;
  return links
    .filter((link) => link.storeId === storeId)
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((item) => (
      <Stack key={item.listingId} gap={2}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text
            size="sm"
            className="code"
            truncate
            title={item.sku ?? item.title}
            dir="auto"
            style={{ textAlign: "match-parent" }}
          >
            {item.sku ?? item.title}
          </Text>
          <Shown item={item} />
        </Group>
        <Issues issues={item.issues} />
      </Stack>
    ));
}

function Shown({ item }: { readonly item: Explanation }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const shown = number(item.locations.reduce((sum, index) => sum + index.quantity, 0));
  // What already stands there does not wait for anything.
  const isStuck = item.locations.some(
    ({ channel, quantity }) =>
      channel !== null &&
      channel.expected !== quantity &&
      (item.notPushed.length > 0 || channel.state === "failed" || channel.state === "rejected"),
  );
  return (
    <Group gap={6} wrap="nowrap">
      {isStuck && <Status meaning="attention">{t("channels.stuck")}</Status>}
      <Popover width={360} position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t("channels.whyOf", { shown, sku: item.sku ?? item.title })}
          >
            {t("channels.shows", { shown })}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <Sums explanation={item} />
            {item.variantId !== null && (
              <LinkAnchor size="sm" to="/inventory/variants/$id" params={{ id: item.variantId }}>
                {t("channels.stock")}
              </LinkAnchor>
            )}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
