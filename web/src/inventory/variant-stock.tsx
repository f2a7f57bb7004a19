/** One variant's stock: where it lies, who it is promised to, what each store shows and why, and how it came so. */
import { Stack, Text } from "@mantine/core";
import { usePrefetchQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense } from "react";
import { HistoryCard } from "../audit/history-card.tsx";
import { locationsQuery } from "../data/reference-data.ts";
import { readAhead } from "../data/rows.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { BundleCard, componentsOf } from "./bundle.tsx";
import { ExplanationCard } from "./explanation.tsx";
import { HeldLotsCard } from "./held-lots.tsx";
import { LotsCard } from "./lots-card.tsx";
import { useMovementColumns } from "./movements.tsx";
import { PresaleCard } from "./presale.tsx";
import { explanationsOf, levelsOf, variantQuery } from "./queries.ts";
import { ReservedCard, reservedOf } from "./reserved.tsx";
import { LevelsCard } from "./variant-levels.tsx";

const route = getRouteApi("/app/inventory/variants/$id");

const HISTORY = { subject: "stock-history", path: "/api/inventory/history" } as const;

export function VariantStock() {
  const { t } = useTranslation("inventory");
  const { id } = route.useParams();
  const client = useQueryClient();
  usePrefetchQuery(levelsOf(id));
  usePrefetchQuery(locationsQuery);
  usePrefetchQuery(explanationsOf(id));
  usePrefetchQuery(componentsOf(id));
  usePrefetchQuery(reservedOf(id));
  void readAhead(client, { ...HISTORY, params: {}, filter: { variantId: id } });
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
            <LevelsCard variant={variant} />
            <LotsCard variantId={id} />
            <Card title={t("screens.history")}>
              <ListScreen
                {...HISTORY}
                fixed={{ variantId: id }}
                label={t("screens.history")}
                columns={movements.filter(
                  ({ id: column }) => !["sku", "actor", "note", "reservedAfter"].includes(column),
                )}
                rowKey={(row) => `${row.id} ${row.locationId}`}
                nameOf="sku"
                filters={days(t("filters.from"), t("filters.to"))}
                empty={<Text size="sm">{t("emptyHistory.title")}</Text>}
              />
            </Card>
            <HistoryCard subject="inventory" id={id} />
          </>
        }
        side={
          <Suspense fallback={<RowsSkeleton />}>
            <ReservedCard variantId={id} />
            <HeldLotsCard variantId={id} />
            <Explanations variantId={id} />
            <PresaleCard variantId={id} />
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
