/** One customer over all stores: what they bought, how to reach them, and their rights. */
import { Anchor, Group, Stack, Table, Text } from "@mantine/core";
import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "../i18n/translation.ts";
import { AddressText } from "../orders/address.tsx";
import { FinancialStatus, FulfilmentStatus } from "../orders/status.tsx";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Page, TwoColumns } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { CustomerActions } from "./actions.tsx";
import { Merges } from "./merges.tsx";
import { type Customer, customerQuery, mergesQuery } from "./queries.ts";

export function CustomerPage() {
  const { t } = useTranslation("customers");
  const { id } = useParams({ strict: false });
  usePrefetchQuery(mergesQuery(id ?? ""));
  const found = useQuery(customerQuery(id ?? ""));
  const above = { label: t("title"), to: "/customers" };
  if (found.isPending) return <PageSkeleton />;
  if (found.isError)
    return (
      <Page title={t("one")} above={above}>
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
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
            <Orders customer={customer} />
            <Merges customer={customer} />
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

function Bought({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  return (
    <Card title={t("bought")}>
      <Group gap="xl" align="flex-start">
        <Figure label={t("columns.orders")}>{customer.orders}</Figure>
        {customer.spent.map(({ currency, minor, orders }) => (
          <Figure key={currency} label={t("spentIn", { currency, count: orders })}>
            <Amount minor={minor} currency={currency} />
          </Figure>
        ))}
        {customer.stores.map((store) => (
          <Figure key={store.storeId ?? "here"} label={store.storeName ?? t("here")}>
            {t("orderCount", { count: store.orders, number: store.orders })}
          </Figure>
        ))}
      </Group>
    </Card>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="var(--quiet)">
        <bdi>{label}</bdi>
      </Text>
      <Text size="lg" fw={600} component="div">
        {children}
      </Text>
    </Stack>
  );
}

function Orders({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  const navigate = useNavigate();
  const { items, nextCursor } = customer.recentOrders;
  return (
    <Card
      title={t("orders")}
      isFlush
      actions={
        nextCursor !== null && (
          <Anchor
            size="sm"
            href={`/orders?customerId=${customer.id}`}
            onClick={(event) => {
              event.preventDefault();
              void navigate({ to: "/orders", search: { customerId: customer.id } });
            }}
          >
            {t("allOrders")}
          </Anchor>
        )
      }
    >
      {items.length === 0 && (
        <Text size="sm" c="var(--quiet)" p="md" pt={0}>
          {t("noOrders")}
        </Text>
      )}
      <Table.ScrollContainer minWidth={480}>
        <Table aria-label={t("orders")} horizontalSpacing="md">
          <Table.Tbody>
            {items.map((order) => (
              <Table.Tr key={order.id}>
                <Table.Td>
                  <LinkAnchor to="/orders/$id" params={{ id: order.id }} size="sm" fw={600} className="code nowrap">
                    {order.number}
                  </LinkAnchor>
                </Table.Td>
                <Table.Td>
                  <When at={order.placedAt} />
                </Table.Td>
                <Table.Td>
                  <bdi>{order.storeName ?? t("here")}</bdi>
                </Table.Td>
                <Table.Td>
                  <Group gap={6}>
                    <FinancialStatus financial={order.financial} />
                    <FulfilmentStatus fulfilment={order.fulfilment} />
                  </Group>
                </Table.Td>
                <Table.Td ta="end">
                  <Amount minor={order.totalMinor} currency={order.currency} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Contact({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  return (
    <Card title={t("contact")}>
      <Stack gap="xs">
        {customer.contactPoints.length === 0 && (
          <Text size="sm" c="var(--quiet)">
            {t("noContact")}
          </Text>
        )}
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

function Addresses({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  if (customer.addresses.length === 0) return null;
  return (
    <Card title={t("addresses")}>
      <Stack gap="md">
        {customer.addresses.map(({ kind, address, lastAt }) => (
          <AddressText
            key={`${kind} ${lastAt} ${JSON.stringify(address)}`}
            title={t(`address.${kind}`)}
            address={address}
          />
        ))}
      </Stack>
    </Card>
  );
}
