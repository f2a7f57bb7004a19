/** The stores a product is linked to and what each shows of its stock, with the sum behind every number. */
import { Button, Group, Menu, Popover, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";
import { storesQuery } from "../data/known.ts";
import { useSession } from "../data/session.ts";
import { takersOf } from "../data/takers.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Sums } from "../inventory/explanation.tsx";
import { Issues } from "../listings/issues.tsx";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Status } from "../ui/status.tsx";
import { shownQuery } from "./queries.ts";

type Explanation = Shape<"StockExplanation">;

export function SoldOn({ product }: { readonly product: Shape<"Product"> }) {
  const { t } = useTranslation("products");
  const { data: links = [] } = useQuery(shownQuery(product.id));
  // In the order the variants stand in beside it.
  const places = new Map(product.variants.map(({ id }, place) => [id, place]));
  const placeOf = ({ variantId }: Explanation) => places.get(variantId ?? "") ?? places.size;
  const stores = Map.groupBy(
    links.toSorted((a, b) => placeOf(a) - placeOf(b)),
    ({ storeId }) => storeId,
  );
  return (
    <Card title={t("soldOn.title")} actions={<SendTo product={product} />}>
      <Stack gap="sm">
        {stores.size === 0 && (
          <Text size="sm" c="dimmed">
            {t("soldOn.nowhere")}
          </Text>
        )}
        {[...stores].map(([id, items]) => (
          <Stack key={id} gap={4}>
            <LinkAnchor to="/channels/$id" params={{ id }} size="sm" fw={600}>
              {items[0]?.storeName}
            </LinkAnchor>
            {items.map((item) => (
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
            ))}
          </Stack>
        ))}
      </Stack>
    </Card>
  );
}

/** Sends the product to one channel, whatever that gets of itself. */
function SendTo({ product }: { readonly product: Shape<"Product"> }) {
  const { t } = useTranslation("products");
  const { may } = useSession();
  const { data: stores = [] } = useQuery(storesQuery);
  const takers = takersOf(stores, "putProducts");
  const send = useAction({
    run: (storeId: string) =>
      body(hub.POST("/api/products/{id}/send", { params: { path: { id: product.id } }, body: { storeId } })),
    said: t("soldOn.sent"),
  });
  if (takers.length === 0 || !may("edit_catalogue")) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" loading={send.isRunning}>
          {t("soldOn.send")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {takers.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => send.start(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Shown({ item }: { readonly item: Explanation }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const shown = number(item.locations.reduce((sum, place) => sum + place.quantity, 0));
  // What already stands there does not wait for anything.
  const isStuck = item.locations.some(
    ({ channel, quantity }) =>
      channel !== null &&
      channel.expected !== quantity &&
      (item.notPushed.length > 0 || channel.state === "failed" || channel.state === "rejected"),
  );
  return (
    <Group gap={6} wrap="nowrap">
      {isStuck && <Status meaning="attention">{t("soldOn.stuck")}</Status>}
      <Popover width={360} position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t("soldOn.whyOf", { shown, sku: item.sku ?? item.title })}
          >
            {t("soldOn.shows", { shown })}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <Sums explanation={item} />
            {item.variantId !== null && (
              <LinkAnchor size="sm" to="/inventory/variants/$id" params={{ id: item.variantId }}>
                {t("soldOn.stock")}
              </LinkAnchor>
            )}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
