import { Anchor, Group, Text } from "@mantine/core";
import { IconFileInvoice, IconFileTypePdf, IconTruck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { useEwayBills } from "./eway-bills.tsx";
import { invoiceSettingsQuery, pdfOf, seriesQuery } from "./queries.ts";

type Row = Shape<"InvoiceSummary">;

export function InvoiceList() {
  const { t } = useTranslation("invoices");
  const { may } = useSession();
  const { data: stores = [] } = useQuery(storesQuery);
  const { data: series = [] } = useQuery(seriesQuery);
  const ewayBills = useEwayBillAction();
  return (
    <Page title={t("title")}>
      <ListScreen
        path="/api/invoices"
        label={t("title")}
        isFile
        columns={useColumns()}
        nameOf="number"
        searchLabel={t("search")}
        filters={[
          { name: "storeId", label: t("columns.channel"), kind: "choice", options: named(stores) },
          { name: "seriesId", label: t("columns.series"), kind: "choice", options: named(series) },
          ...days(t("filters.from"), t("filters.to"), "day"),
        ]}
        views={[
          { id: "invoices", label: t("views.invoices"), filter: { kind: "invoice" } },
          { id: "credits", label: t("views.credits"), filter: { kind: "credit_note" } },
        ]}
        steps={[
          {
            id: "print",
            icon: <IconFileTypePdf size={14} />,
            label: () => t("print"),
            lead: (ids) => window.open(`/api/invoices/print?ids=${ids.join(",")}`, "_blank", "noopener"),
          },
        ]}
        bulk={ewayBills}
        empty={
          <Empty
            icon={IconFileInvoice}
            title={t("empty.title")}
            text={t("empty.text")}
            action={
              <Group gap="xs" justify="center">
                <LinkButton to="/orders" variant="default">
                  {t("empty.orders")}
                </LinkButton>
                {may("manage_members") && (
                  <LinkButton to="/settings/invoices" variant="default">
                    {t("empty.settings")}
                  </LinkButton>
                )}
              </Group>
            }
          />
        }
      />
    </Page>
  );
}

/** Offered to sellers in India alone. */
function useEwayBillAction(): readonly BulkAction[] {
  const { t } = useTranslation("invoices");
  const { data: settings } = useQuery(invoiceSettingsQuery);
  const { fields, isReady, download } = useEwayBills();
  if (settings?.regime !== "gst") return [];
  return [
    {
      id: "eway",
      icon: <IconTruck size={14} />,
      label: (count) => (count === null ? t("eway.makeOfAll") : t("eway.makeOf", { count })),
      confirm: () => t("eway.ask"),
      fields,
      isReady,
      async run(ids) {
        await download(ids);
        return [];
      },
    },
  ];
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("invoices");
  const { day } = useFormat();
  return [
    column.title("number", t("columns.number"), ({ id, number }) => (
      <Anchor
        href={pdfOf(id)}
        target="_blank"
        rel="noopener"
        size="sm"
        fw={600}
        className="code nowrap"
        aria-label={t("openPdfOf", { number })}
      >
        {number}
      </Anchor>
    )),
    column.state("kind", t("columns.kind"), ({ kind, isCancelled }) => (
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fz="inherit">
          {t(`kind.${kind}`)}
        </Text>
        {isCancelled && <Status meaning="neutral">{t("cancelled")}</Status>}
      </Group>
    )),
    column.fact(
      "issued",
      t("columns.issued"),
      ({ issuedOn }) => <span className="nowrap">{day(issuedOn, true)}</span>,
      {
        sort: "newest",
        sortUp: "oldest",
      },
    ),
    column.fact("order", t("columns.order"), ({ orderId, orderNumber }) => (
      <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" fz="inherit" className="code nowrap">
        {orderNumber}
      </LinkAnchor>
    )),
    column.plain("channel", t("columns.channel"), ({ storeName }) => storeName ?? t("here")),
    column.fact("buyer", t("columns.buyer"), ({ buyer }) => <bdi>{buyer}</bdi>),
    column.plain("corrects", t("columns.corrects"), ({ corrects }) =>
      corrects === null ? "" : <span className="code nowrap">{corrects}</span>,
    ),
    column.plain(
      "net",
      t("columns.net"),
      ({ netMinor, currency }) => (netMinor === null ? "–" : <Amount minor={netMinor} currency={currency} />),
      { isEnd: true },
    ),
    column.plain(
      "tax",
      t("columns.tax"),
      ({ taxMinor, currency }) => (taxMinor === null ? "–" : <Amount minor={taxMinor} currency={currency} />),
      { isEnd: true },
    ),
    column.figure(
      "total",
      t("columns.total"),
      ({ kind, totalMinor, currency }) => (
        <Amount minor={kind === "invoice" ? totalMinor : -totalMinor} currency={currency} />
      ),
      { sort: "largest", sortUp: "smallest" },
    ),
  ];
}
