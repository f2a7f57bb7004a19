/** The stores a product is linked to and what each shows of its stock. */
import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { shownQuery } from "./queries.ts";

export function SoldOn({ product }: { readonly product: Shape<"Product"> }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { data: links = [] } = useQuery(shownQuery(product.id));
  const stores = Map.groupBy(links, ({ storeName }) => storeName);
  return (
    <Card title={t("soldOn.title")}>
      <Stack gap="sm">
        {stores.size === 0 && (
          <Text size="sm" c="dimmed">
            {t("soldOn.nowhere")}
          </Text>
        )}
        {[...stores].map(([store, items]) => (
          <Stack key={store} gap={4}>
            <Text size="sm" fw={600}>
              {store}
            </Text>
            {items.map((item) => (
              <Group key={item.listingId} justify="space-between" wrap="nowrap" gap="sm">
                <Text size="sm" className="code" truncate>
                  {item.sku ?? item.title}
                </Text>
                <LinkAnchor size="sm" to="/inventory/variants/$id" params={{ id: item.variantId ?? "" }}>
                  {t("soldOn.shows", { shown: number(item.locations.reduce((sum, place) => sum + place.quantity, 0)) })}
                </LinkAnchor>
              </Group>
            ))}
          </Stack>
        ))}
      </Stack>
    </Card>
  );
}
