/** One category of a channel: how its fields are filled from products, and its drafts as a table to write in. */
import { Button, Group, Stack } from "@mantine/core";
import { IconDownload, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useSession } from "../data/session.ts";
import { useStoreNames } from "../data/store-names.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { GridCard } from "./grid.tsx";
import { ImportSheet } from "./import-sheet.tsx";
import { gridQuery, RENEWED, readRequirements, requirementsQuery } from "./queries.ts";
import { RulesCard } from "./rules-card.tsx";
import type { Requirements } from "./shapes.ts";
import { TemplateMenu } from "./template-menu.tsx";

const route = getRouteApi("/app/products/listings/$storeId/$categoryKey");

export function ListingCategoryPage() {
  const { t } = useTranslation("listing-drafts");
  const { storeId, categoryKey } = route.useParams();
  const found = useQuery(requirementsQuery(storeId, categoryKey));
  // Both at once: what is opened below would move away when the table comes.
  const grid = useQuery(gridQuery(storeId, categoryKey));
  const { nameOf } = useStoreNames();
  const mayEdit = useSession().may("edit_catalogue");
  const read = useAction({
    run: () => readRequirements(storeId, categoryKey),
    renews: RENEWED,
    said: t("requirements.said"),
  });
  const sheet = `/api/listing-drafts/sheet?${new URLSearchParams({ storeId, categoryKey, bom: "true" })}`;
  return (
    <Page
      title={t("requirements.title", {
        category: found.data?.categoryName ?? categoryKey,
        channel: nameOf(storeId) ?? "",
      })}
      above={{ label: t("title"), to: "/products/listings" }}
      actions={
        <Group gap="xs">
          <Button component="a" href={sheet} download variant="default" leftSection={<IconDownload size={16} />}>
            {t("sheet.export")}
          </Button>
          {mayEdit && <ImportSheet storeId={storeId} categoryKey={categoryKey} />}
          <TemplateMenu storeId={storeId} categoryKey={categoryKey} mayEdit={mayEdit} />
          {mayEdit && (
            <Button variant="default" leftSection={<IconRefresh size={16} />} {...starts(read)}>
              {t("requirements.read")}
            </Button>
          )}
        </Group>
      }
    >
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {grid.isError && <ProblemNotice error={grid.error} onRetry={() => void grid.refetch()} />}
      {(found.isPending || grid.isPending) && <RowsSkeleton />}
      {found.data && grid.data && (
        <Stack>
          <Changes of={found.data} />
          <GridCard drafts={grid.data.items} requirements={found.data} mayEdit={mayEdit} />
          <RulesCard
            key={JSON.stringify(found.data.rules)}
            storeId={storeId}
            requirements={found.data}
            mayEdit={mayEdit}
          />
        </Stack>
      )}
    </Page>
  );
}

/** What the channel asks for otherwise since its requirements were read before. */
function Changes({ of: { readAt, changes, changedAt, goneAt, schema } }: { readonly of: Requirements }) {
  const { t } = useTranslation("listing-drafts");
  const names = new Map(schema.fields.map(({ key, name }) => [key, name]));
  const changed = [...(changes?.added ?? []), ...(changes?.changed ?? []), ...(changes?.removed ?? [])];
  return (
    <Stack gap={0}>
      {goneAt !== null && <Status meaning="failed">{t("requirements.gone")}</Status>}
      <Quiet>
        {t("requirements.readAt")} <When at={readAt} />
      </Quiet>
      {changedAt !== null && (
        <Quiet>
          {t("requirements.changed", { fields: changed.map((key) => names.get(key) ?? key).join(", ") })}{" "}
          <When at={changedAt} />
        </Quiet>
      )}
    </Stack>
  );
}
