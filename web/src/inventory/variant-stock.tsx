/** One variant's stock: where it lies, who it is promised to, what each store shows and why, and how it came so. */
import { ActionIcon, Group, Stack, Table, Text } from "@mantine/core";
import { IconBellCog, IconPencil } from "@tabler/icons-react";
import { usePrefetchQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { Shape } from "../data/hub.ts";
import { readAhead } from "../data/rows.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page, TwoColumns } from "../ui/page.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { BundleCard, componentsOf } from "./bundle.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { ExplanationCard } from "./explanation.tsx";
import { useMovementColumns } from "./movements.tsx";
import { explanationsOf, levelsOf, variantQuery } from "./queries.ts";
import { ReorderDialog } from "./reorder-dialog.tsx";

const route = getRouteApi("/app/inventory/variants/$id");

const HISTORY = { subject: "stock-history", path: "/api/inventory/history" } as const;

export function VariantStock() {
  const { t } = useTranslation("inventory");
  const { id } = route.useParams();
  const client = useQueryClient();
  usePrefetchQuery(levelsOf(id));
  usePrefetchQuery(explanationsOf(id));
  usePrefetchQuery(componentsOf(id));
  readAhead(client, { ...HISTORY, params: {}, filter: { variantId: id } });
  const { data: variant } = useSuspenseQuery(variantQuery(id));
  const movements = useMovementColumns();
  return (
    <Page
      // The only variant of a product has no title of its own.
      title={variant.title === "" ? variant.productTitle : `${variant.productTitle} · ${variant.title}`}
      above={{ label: t("title"), to: "/inventory" }}
      state={
        <Text size="sm" className="code">
          {variant.sku}
        </Text>
      }
      actions={
        <LinkButton variant="default" to="/products/$id" params={{ id: variant.productId }}>
          {t("toProduct")}
        </LinkButton>
      }
    >
      <TwoColumns
        main={
          <>
            <LevelsCard variantId={id} />
            <Card title={t("screens.history")}>
              <ListScreen
                {...HISTORY}
                fixed={{ variantId: id }}
                label={t("screens.history")}
                columns={movements.filter(
                  ({ id: column }) => !["sku", "actor", "note", "reservedAfter"].includes(column),
                )}
                rowKey={(row) => `${row.id} ${row.locationId}`}
                nameOf={({ sku }) => sku}
                empty={<Text size="sm">{t("emptyHistory.title")}</Text>}
              />
            </Card>
          </>
        }
        side={
          <Suspense fallback={<RowsSkeleton />}>
            <Explanations variantId={id} />
            <BundleCard variantId={id} />
          </Suspense>
        }
      />
    </Page>
  );
}

function Explanations({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { data } = useSuspenseQuery(explanationsOf(variantId));
  if (data.length === 0)
    return (
      <Card title={t("why.title")}>
        <Text size="sm" c="dimmed">
          {t("why.nowhere")}
        </Text>
      </Card>
    );
  return (
    <Stack gap="md">
      {data.map((explanation) => (
        <ExplanationCard key={explanation.listingId} explanation={explanation} />
      ))}
    </Stack>
  );
}

function LevelsCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { may } = useSession();
  const { data: levels } = useSuspenseQuery(levelsOf(variantId));
  const [changed, setChanged] = useState<Shape<"Level"> | null>(null);
  const [reordered, setReordered] = useState<Shape<"Level"> | null>(null);
  return (
    <Card title={t("screens.levels")} isFlush>
      <Table.ScrollContainer minWidth={340}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("columns.location")}</Table.Th>
              <Table.Th ta="end">{t("columns.onHand")}</Table.Th>
              <Table.Th ta="end">{t("columns.reserved")}</Table.Th>
              <Table.Th ta="end">{t("columns.available")}</Table.Th>
              <Table.Th ta="end">{t("columns.reorderPoint")}</Table.Th>
              {may("edit_catalogue") && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {levels.map((level) => (
              <Table.Tr key={level.locationId}>
                <Table.Td>{level.locationName}</Table.Td>
                <Table.Td ta="end">{number(level.onHand)}</Table.Td>
                <Table.Td ta="end">{number(level.reserved)}</Table.Td>
                <Table.Td ta="end">
                  <b>{number(level.available)}</b>
                </Table.Td>
                <Table.Td ta="end">{level.reorderPoint === null ? "–" : number(level.reorderPoint)}</Table.Td>
                {may("edit_catalogue") && (
                  <Table.Td>
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        onClick={() => setReordered(level)}
                        aria-label={t("reorder.at", { location: level.locationName })}
                        title={t("reorder.title")}
                      >
                        <IconBellCog size={16} />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        onClick={() => setChanged(level)}
                        aria-label={t("change.at", { location: level.locationName })}
                        title={t("change.title")}
                      >
                        <IconPencil size={16} />
                      </ActionIcon>
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {changed && <ChangeDialog level={changed} onClose={() => setChanged(null)} />}
      {reordered && <ReorderDialog level={reordered} onClose={() => setReordered(null)} />}
    </Card>
  );
}
