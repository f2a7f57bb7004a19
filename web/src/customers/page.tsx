/** One customer over all stores: what they bought, how to reach them, and their rights. */
import { Anchor, Stack, Text } from "@mantine/core";
import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { HistoryCard } from "../audit/history-card.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { CustomerActions } from "./actions.tsx";
import { Addresses } from "./addresses.tsx";
import { Bought, LatestOrders } from "./bought.tsx";
import { Merges } from "./merges.tsx";
import { type Customer, customerQuery, mergesQuery } from "./queries.ts";

export function CustomerPage() {
  const { t } = useTranslation("customers");
  const { id } = useParams({ strict: false });
  usePrefetchQuery(mergesQuery(id ?? ""));
  const found = useQuery(customerQuery(id ?? ""));
  const above = { label: t("title"), to: "/customers" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("one")} above={above} />;
  const customer = found.data;
  const name = customer.isErased ? t("erased") : (customer.name ?? customer.email ?? customer.phone ?? t("nameless"));
  return (
    <Page
      title={name}
      above={above}
      state={customer.isErased ? <Status meaning="neutral">{t("erasedState")}</Status> : undefined}
      actions={<CustomerActions customer={customer} name={name} />}
    >
      <TwoColumns
        main={
          <>
            <Bought customer={customer} />
            <LatestOrders customer={customer} />
            <Merges customer={customer} />
            <HistoryCard subject="customers" id={customer.id} />
          </>
        }
        side={
          <>
            <Contact customer={customer} />
            <Addresses customer={customer} />
          </>
        }
      />
    </Page>
  );
}

function Contact({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  return (
    <Card title={t("contact")}>
      <Stack gap="xs">
        {customer.contactPoints.length === 0 && <Quiet>{t("noContact")}</Quiet>}
        {customer.contactPoints.map(({ kind, value }) => (
          <Anchor
            key={`${kind} ${value}`}
            href={`${kind === "email" ? "mailto" : "tel"}:${value}`}
            size="sm"
            style={{ overflowWrap: "anywhere" }}
          >
            <bdi className="code">{value}</bdi>
          </Anchor>
        ))}
        <Facts
          facts={[
            [
              t("marketing"),
              t(
                customer.acceptsMarketing === null
                  ? "marketingUnknown"
                  : customer.acceptsMarketing
                    ? "marketingYes"
                    : "marketingNo",
              ),
            ],
            [t("columns.since"), <When key="since" at={customer.createdAt} isExact />],
            ...(customer.tags.length === 0
              ? []
              : ([[t("columns.tags"), <bdi key="tags">{customer.tags.join(", ")}</bdi>]] as const)),
          ]}
        />
        {customer.notes !== null && customer.notes !== "" && (
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            <bdi>{customer.notes}</bdi>
          </Text>
        )}
      </Stack>
    </Card>
  );
}
